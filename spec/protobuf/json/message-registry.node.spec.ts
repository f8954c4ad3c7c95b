import type { DescMessage, JsonValue } from '@bufbuild/protobuf';
import { fromBinary, fromJson, toBinary, toJson } from '@bufbuild/protobuf';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageRegistry } from '../../../src/protobuf/json/message-registry.js';
import { loadDefinitions } from '../../../src/protobuf/load-definitions.js';
import { loadDescriptorReader } from '../../../src/protobuf/load-descriptors.js';
import { grpcFixture } from '../../support/grpc-fixture.js';
import { tempDir } from '../../support/server-temp-dir.js';

/** Packages that refer to each other, and whatever else is hard about proto files. */
const FILES = {
  'report.proto': `syntax = "proto3";
    package acme.report.v1;
    import "common.proto";
    import "google/longrunning/operations.proto";
    import "google/protobuf/wrappers.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/field_mask.proto";
    import "google/protobuf/struct.proto";
    import "google/protobuf/api.proto";
    import "old.proto";
    import "google/api/annotations.proto";
    enum Kind { KIND_UNSPECIFIED = 0; KIND_LONG = 1; }
    message Report {
      message Part { enum State { OPEN = 0; SHUT = 1; } State state = 1; repeated Part inner_parts = 2; }
      string display_name = 1;
      int64 size_2_bytes = 2;
      Kind kind = 3;
      repeated Part parts = 4;
      map<string, Part> part_by_name = 5;
      map<int32, Kind> kinds = 6;
      optional int32 maybe_zero = 7;
      oneof owner { string user = 8; acme.common.Group group = 9; }
      google.protobuf.Timestamp made = 10;
      google.protobuf.BoolValue checked = 11;
      google.protobuf.FieldMask mask = 12;
      google.protobuf.Struct free = 13;
      bytes digest = 14;
      double score = 15;
      string title = 16 [json_name = "heading"];
      string camelCase = 17;
      string __Odd_name2_ = 18;
      google.protobuf.Api described = 19;
      acme.old.Record record = 20;
    }
    service Reports { rpc Make(Report) returns (google.longrunning.Operation) { option (google.api.http) = { get: "/v1/x" }; } }`,
  'common.proto': `syntax = "proto3";
    package acme.common;
    import "kind.proto";
    message Group { string name = 1; acme.report.v1.Level level = 2; }`,
  'kind.proto': 'syntax = "proto3"; package acme.report.v1; enum Level { LOW = 0; HIGH = 1; }',
  'old.proto': `syntax = "proto2"; package acme.old;
    message Record {
      required string key = 1;
      optional int32 zero = 2;
      optional group Extra = 3 { optional bool on = 1; }
      extensions 100 to max;
    }
    extend Record { optional string note = 100; }`,
  'bare.proto': 'syntax = "proto3"; message Bare { Bare next = 1; }',
};

const REPORT: JsonValue = {
  displayName: 'r',
  size2Bytes: '9007199254740993',
  kind: 'KIND_LONG',
  parts: [{ state: 'SHUT', innerParts: [{}] }],
  partByName: { a: { state: 'SHUT' } },
  kinds: { '1': 'KIND_LONG' },
  maybeZero: 0,
  group: { name: 'g', level: 'HIGH' },
  made: '2026-01-02T03:04:05Z',
  checked: false,
  mask: 'displayName,kind',
  free: { any: [1, null] },
  digest: 'AQI=',
  score: 'NaN',
  heading: 't',
  camelCase: 'c',
  OddName2: 'o',
  described: { name: 'a', methods: [{ name: 'm' }] },
  record: { key: '', zero: 0, extra: { on: false } },
};

describe('messageRegistry', () => {
  const fixture = grpcFixture();

  const load = async () => {
    const dir = await tempDir(fixture);
    for (const [name, content] of Object.entries(FILES)) await writeFile(join(dir, name), content);
    const files = ['report.proto', 'bare.proto'].map((name) => join(dir, name));
    const describe = await loadDescriptorReader(files, { includeDirs: [dir] });
    return { registry: messageRegistry(describe()), definitions: () => loadDefinitions(files, { includeDirs: [dir] }) };
  };

  it('maps all that proto files can say, also to what proto-loader reads', async () => {
    const { registry, definitions } = await load();
    const type = registry.getMessage('acme.report.v1.Report') as DescMessage;
    const bytes = toBinary(type, fromJson(type, REPORT));
    expect<unknown>(toJson(type, fromBinary(type, bytes))).toEqual(REPORT);
    const { deserialize, serialize } = (await definitions())['acme.report.v1.Report'] as MessageTypeDefinition<
      object,
      object
    >;
    expect<unknown>(toJson(type, fromBinary(type, serialize(deserialize(Buffer.from(bytes)))))).toEqual(REPORT);
  });

  it('reads fields by their names in the file, too, enums by number and long integers as numbers', async () => {
    const type = (await load()).registry.getMessage('acme.report.v1.Report') as DescMessage;
    const asInTheFile = { display_name: 'r', size_2_bytes: 5, kind: 1, title: 't', camelCase: 'c', __Odd_name2_: 'o' };
    expect<unknown>(toJson(type, fromJson(type, asInTheFile))).toEqual({
      displayName: 'r',
      size2Bytes: '5',
      kind: 'KIND_LONG',
      heading: 't',
      camelCase: 'c',
      OddName2: 'o',
    });
  });

  it('knows types without a package, services, and the types of Google', async () => {
    const { registry } = await load();
    const bare = registry.getMessage('Bare') as DescMessage;
    expect<unknown>(toJson(bare, fromJson(bare, { next: { next: {} } }))).toEqual({ next: { next: {} } });
    const [make] = registry.getService('acme.report.v1.Reports')?.methods ?? [];
    expect([make?.input.typeName, make?.output.typeName]).toEqual([
      'acme.report.v1.Report',
      'google.longrunning.Operation',
    ]);
    const quota = registry.getMessage('google.rpc.QuotaFailure') as DescMessage;
    const violation = { subject: 's', quotaDimensions: { a: 'b' }, futureQuotaValue: '0' };
    expect<unknown>(toJson(quota, fromJson(quota, { violations: [violation] }))).toEqual({ violations: [violation] });
  });

  it('of definitions that were parsed before, names of the file are made of those in camelCase', () => {
    const fields = { pageSize: { type: 'int32', id: 1 }, id: { type: 'string', id: 2 } };
    const registry = messageRegistry([{ nested: { acme: { nested: { Request: { fields } } } } }]);
    const request = registry.getMessage('acme.Request') as DescMessage;
    for (const name of ['pageSize', 'page_size']) {
      expect<unknown>(toJson(request, fromJson(request, { [name]: 2, id: 'a' }))).toEqual({ pageSize: 2, id: 'a' });
    }
  });

  it('of a type or a service that several define, the first counts', () => {
    const acme = (field: string, method: string) => ({
      nested: {
        A: { fields: { [field]: { type: 'string', id: 1 } } },
        S: { methods: { [method]: { requestType: 'A', responseType: 'A' } } },
      },
    });
    const registry = messageRegistry([{ nested: { acme: acme('x', 'X') } }, { nested: { acme: acme('y', 'Y') } }]);
    expect(registry.getMessage('acme.A')?.fields.map(({ name }) => name)).toEqual(['x']);
    expect(registry.getService('acme.S')?.methods.map(({ name }) => name)).toEqual(['X']);
  });
});
