import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadMessageTypes, loadOperationsClient } from '../../src/grpc/index.js';
import { pack, unpack } from '../../src/index.js';
import { Running } from '../cli/command.js';
import { without } from '../cli/imported-modules.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';

const PROTO = `
syntax = "proto3";
package acme.v1;
import "google/api/annotations.proto";
import "google/longrunning/operations.proto";
service Reports {
  rpc CreateReport(Report) returns (google.longrunning.Operation) {
    option (google.api.http) = { post: "/v1/reports" body: "*" };
    option (google.longrunning.operation_info) = { response_type: "Report" metadata_type: "Report" };
  }
}
enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; }
message Report {
  string report_title = 1;
  int64 pages = 2;
  Color color = 3;
  repeated string tags = 4;
}
`;

interface Report {
  reportTitle: string;
  pages: string;
  color: string;
  tags: string[];
}

describe('loadMessageTypes', () => {
  const fixture = grpcFixture();

  const protoFile = async (text: string): Promise<string> => {
    const file = join(await tempDir(fixture), 'reports.proto');
    await writeFile(file, text);
    return file;
  };

  it('loads a file of the user, whose imports of google come with this package', async () => {
    const types = await loadMessageTypes([await protoFile(PROTO)]);
    expect(types.names).toContain('acme.v1.Report');
    expect(types.names).not.toContain('acme.v1.Color');
    expect(types.names).not.toContain('acme.v1.Reports');
    const type = types.get<Report>('acme.v1.Report');
    const report = { reportTitle: 'May', pages: '9007199254740993', color: 'COLOR_RED', tags: ['a', 'b'] };
    expect({ ...unpack(pack(report, type), type) }).toEqual(report);
    expect(unpack({ typeUrl: 'acme.v1.Report', value: new Uint8Array() }, type)).toEqual(
      jasmine.objectContaining({ reportTitle: '', pages: '0', color: 'COLOR_UNSPECIFIED', tags: [] }),
    );
  });

  it('takes the loader options', async () => {
    const types = await loadMessageTypes([await protoFile(PROTO)], { loader: { longs: Number, enums: Number } });
    const type = types.get<{ pages: number; color: number }>('acme.v1.Report');
    const value = type.toBinary({ pages: 7, color: 1 });
    expect(type.fromBinary(value)).toEqual(jasmine.objectContaining({ pages: 7, color: 1 }));
  });

  it('reads bytes that are a part of a larger buffer', async () => {
    const types = await loadMessageTypes([await protoFile(PROTO)]);
    const type = types.get<Report>('acme.v1.Report');
    const bytes = type.toBinary({ reportTitle: 'May', pages: '1', color: 'COLOR_RED', tags: [] });
    const padded = Uint8Array.from([0xff, ...bytes, 0xff]);
    expect(type.fromBinary(padded.subarray(1, -1)).reportTitle).toBe('May');
  });

  describe('in JSON', () => {
    const ALL = `syntax = "proto3"; package acme.v1;
      import "google/protobuf/timestamp.proto"; import "google/protobuf/any.proto"; import "google/protobuf/struct.proto";
      message Training {
        double loss_ratio = 1; int64 total_steps = 2; bytes weights = 3; string title = 4 [json_name = "heading"];
        google.protobuf.Timestamp started_at = 5; google.protobuf.Any extra = 6; map<string, Training> parts = 7;
        google.protobuf.Struct free = 8;
      }`;
    const JSON_FORM = {
      lossRatio: 'NaN',
      totalSteps: '9007199254740993',
      weights: 'AQI=',
      heading: 't',
      startedAt: '2023-11-14T22:13:20Z',
      extra: { '@type': 'type.googleapis.com/acme.v1.Training', heading: 'in' },
      parts: { a: { totalSteps: '1' } },
      free: { a: [true] },
    };

    it('reads the shape of proto-loader, and writes it', async () => {
      const type = (await loadMessageTypes([await protoFile(ALL)])).get<object>('acme.v1.Training');
      const message = unpack({ typeUrl: 'acme.v1.Training', json: JSON_FORM }, type);
      expect(message).toEqual(
        jasmine.objectContaining({
          lossRatio: NaN,
          totalSteps: '9007199254740993',
          weights: Buffer.of(1, 2),
          title: 't',
          startedAt: { seconds: '1700000000', nanos: 0 },
          extra: { type_url: 'type.googleapis.com/acme.v1.Training', value: Buffer.from('\"\u0002in') },
          parts: { a: jasmine.objectContaining({ totalSteps: '1', title: '' }) },
        }),
      );
      expect(message).toEqual(unpack(pack(message, type), type));
      expect(type.toJson?.(message)).toEqual(JSON_FORM);
    });

    it('takes the names of the file, numbers for 64-bit integers, and what a newer server adds', async () => {
      const type = (await loadMessageTypes([await protoFile(ALL)], { loader: { longs: Number } })).get<object>(
        'acme.v1.Training',
      );
      const json = { total_steps: 7, title: 't', colour: 'red', extra: { '@type': 'acme.com/acme.v2.New', size: 1 } };
      expect(type.fromJson?.(json)).toEqual(
        jasmine.objectContaining({
          totalSteps: 7,
          title: 't',
          extra: { type_url: 'acme.com/acme.v2.New', value: Buffer.of() },
        }),
      );
    });

    it('what does not parse is an UnpackError', async () => {
      const type = (await loadMessageTypes([await protoFile(ALL)])).get<object>('acme.v1.Training');
      for (const json of [{ totalSteps: 'many' }, 'x', null]) {
        expect(() => unpack({ typeUrl: 'acme.v1.Training', json }, type)).toThrowError(/does not unpack/);
      }
    });

    it('works for a descriptor that was parsed before', async () => {
      const fields = { pageSize: { type: 'int32', id: 1 } };
      const types = await loadMessageTypes([{ nested: { acme: { nested: { Book: { fields } } } } }]);
      const type = types.get<object>('acme.Book');
      expect([type.fromJson?.({ page_size: 3 }), type.toJson?.({ pageSize: 3 })]).toEqual([
        { pageSize: 3 },
        { pageSize: 3 },
      ]);
    });

    it('needs @bufbuild/protobuf; without it, the types read bytes alone', async () => {
      const script = `const { loadMessageTypes } = await import('rxjs-longrunning/grpc');
        const type = (await loadMessageTypes(['google/protobuf/timestamp.proto'])).get('google.protobuf.Timestamp');
        console.log(type.fromJson === undefined && type.toJson === undefined, type.fromBinary(Buffer.of(8, 5)).seconds);`;
      const run = (...imports: readonly string[]) =>
        new Running(fixture, [process.execPath, ...imports, '--input-type=module', '-e', script]).ended;
      expect((await run('--import', without('@bufbuild/protobuf'))).stdout).toBe('true 5\n');
      expect((await run()).stdout).toBe('false 5\n');
    });

    it('the types of a gRPC client read bytes alone, so that it starts without @bufbuild/protobuf', async () => {
      const client = await loadOperationsClient({ target: 'localhost:1', protos: [await protoFile(ALL)] });
      fixture.closeLater(() => client.close());
      expect(client.types.get('acme.v1.Training').fromJson).toBeUndefined();
    });
  });

  it('looks imports up in includeDirs', async () => {
    const dir = await tempDir(fixture);
    await mkdir(join(dir, 'acme', 'v1'), { recursive: true });
    await writeFile(join(dir, 'acme/v1/page.proto'), 'syntax = "proto3"; package acme.v1; message Page {}');
    const book = 'syntax = "proto3"; package acme.v1; import "acme/v1/page.proto"; message Book { Page page = 1; }';
    await writeFile(join(dir, 'acme/v1/book.proto'), book);
    const types = await loadMessageTypes(['acme/v1/book.proto'], { includeDirs: [dir] });
    expect(types.names).toEqual(jasmine.arrayContaining(['acme.v1.Book', 'acme.v1.Page']));
  });

  it('loads any file of google-proto-files by its name', async () => {
    const types = await loadMessageTypes(['google/cloud/speech/v1/cloud_speech.proto']);
    const type = types.get<{ progressPercent: number }>('google.cloud.speech.v1.LongRunningRecognizeMetadata');
    expect(type.fromBinary(type.toBinary({ progressPercent: 42 })).progressPercent).toBe(42);
  });

  it('loads a descriptor that was parsed before, together with files', async () => {
    const descriptor = {
      nested: {
        acme: { nested: { v2: { nested: { Book: { fields: { title: { type: 'string', id: 1 } } } } } } },
      },
    };
    const types = await loadMessageTypes([descriptor, await protoFile(PROTO)]);
    const type = types.get<{ title: string }>('acme.v2.Book');
    expect(type.fromBinary(type.toBinary({ title: 'May' })).title).toBe('May');
    expect(types.names).toContain('acme.v1.Report');
  });

  it('says which type is missing', async () => {
    const types = await loadMessageTypes([await protoFile(PROTO)]);
    expect(() => types.get('acme.v1.Nothing')).toThrowError(
      TypeError,
      'The loaded proto files have no message type "acme.v1.Nothing": load the file that defines it.',
    );
    for (const name of ['acme.v1.Reports', 'acme.v1.Color', 'toString', '']) expect(types.find(name)).toBeUndefined();
  });
});
