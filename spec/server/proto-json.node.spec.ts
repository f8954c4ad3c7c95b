import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { of } from 'rxjs';
import type { OperationsServer } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { NAME } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { tempDir } from '../support/server-temp-dir.js';

const PROTO = `syntax = "proto3";
  package acme.v1;
  import "google/api/annotations.proto";
  import "google/longrunning/operations.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/field_mask.proto";
  import "google/protobuf/wrappers.proto";
  import "google/protobuf/any.proto";
  enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; }
  message Page { int32 page_size = 1; }
  message PaintRequest {
    int32 page_size = 1;
    Color wall_color = 2;
    int64 total_bytes = 3;
    double loss_ratio = 4;
    string title = 5 [json_name = "heading"];
    repeated Color more_colors = 6;
    Page first_page = 7;
    google.protobuf.Duration max_time = 8;
    google.protobuf.BoolValue is_wet = 9;
    google.protobuf.FieldMask only_fields = 10;
    string parent_name = 11;
    google.protobuf.Any extra_data = 12;
  }
  service Painter {
    rpc Paint(PaintRequest) returns (google.longrunning.Operation) {
      option (google.api.http) = {
        get: "/v1/{parent_name=rooms/*}:paint"
        additional_bindings { post: "/v1/paint" body: "*" }
        additional_bindings { post: "/v1/{parent_name=rooms/*}:paintPage" body: "first_page" }
      };
    }
  }`;

describe('proto-names-in-json, enum-by-number: Proto JSON of a request', () => {
  const fixture = grpcFixture();
  let asked: object[];

  const serve = async (): Promise<OperationsServer> => {
    const file = join(await tempDir(fixture), 'painter.proto');
    await writeFile(file, PROTO);
    asked = [];
    const Paint = (request: object) => {
      asked.push(request);
      return of({ name: NAME, done: false });
    };
    const services = [{ name: 'acme.v1.Painter', protos: [file], methods: { Paint } }];
    return fixture.serve({ operations: clientWith({}), services });
  };

  /** What proto-loader makes of each form. */
  const expected = jasmine.objectContaining({
    pageSize: 5,
    wallColor: 'COLOR_RED',
    totalBytes: '9007199254740993',
    lossRatio: NaN,
    title: 't',
    moreColors: ['COLOR_RED', 'COLOR_UNSPECIFIED'],
    firstPage: { pageSize: 7 },
    maxTime: { seconds: '1', nanos: 500_000_000 },
    isWet: { value: false },
    onlyFields: { paths: ['wall_color', 'title'] },
  });

  const BODIES = {
    'the names of JSON': {
      pageSize: 5,
      wallColor: 'COLOR_RED',
      totalBytes: '9007199254740993',
      lossRatio: 'NaN',
      heading: 't',
      moreColors: ['COLOR_RED', 'COLOR_UNSPECIFIED'],
      firstPage: { pageSize: 7 },
      maxTime: '1.5s',
      isWet: false,
      onlyFields: 'wallColor,title',
    },
    'the names of the file, and enums by number': {
      page_size: '5',
      wall_color: 1,
      total_bytes: '9007199254740993',
      loss_ratio: 'NaN',
      title: 't',
      more_colors: [1, 0],
      first_page: { page_size: 7 },
      max_time: '1.500s',
      is_wet: false,
      only_fields: 'wallColor,title',
    },
  };

  for (const [what, body] of Object.entries(BODIES)) {
    for (const [where, line] of [
      ['a body of REST', 'POST /v1/paint'],
      ['Connect', 'POST /acme.v1.Painter/Paint'],
    ] as const) {
      it(`has ${what} in ${where}`, async () => {
        expect(await send(await serve(), line, body)).toEqual(jasmine.objectContaining({ status: 200 }));
        expect(asked).toEqual([expected]);
      });
    }
  }

  for (const [what, query] of [
    [
      'the names of JSON',
      'pageSize=5&wallColor=COLOR_RED&totalBytes=9007199254740993&lossRatio=NaN&heading=t&moreColors=COLOR_RED&' +
        'moreColors=COLOR_UNSPECIFIED&firstPage.pageSize=7&maxTime=1.5s&isWet=false&onlyFields=wallColor,title',
    ],
    [
      'the names of the file, and enums by number',
      'page_size=5&wall_color=1&total_bytes=9007199254740993&loss_ratio=NaN&title=t&more_colors=1&more_colors=0&' +
        'first_page.page_size=7&max_time=1.5s&is_wet=false&only_fields=wall_color,title',
    ],
  ] as const) {
    it(`has ${what} in a query, beside a variable of the path`, async () => {
      const { status } = await send(await serve(), `GET /v1/rooms/a%20b:paint?${query}`);
      expect(status).toBe(200);
      expect(asked).toEqual([expected]);
      expect(asked).toEqual([jasmine.objectContaining({ parentName: 'rooms/a b' })]);
    });
  }

  it('may be a field of the file alone', async () => {
    await send(await serve(), 'POST /v1/rooms/a:paintPage?wall_color=1', { page_size: 3 });
    expect(asked).toEqual([
      jasmine.objectContaining({ firstPage: { pageSize: 3 }, wallColor: 'COLOR_RED', parentName: 'rooms/a' }),
    ]);
  });

  it('takes int64 as a number', async () => {
    await send(await serve(), 'POST /v1/paint', { totalBytes: 12 });
    expect(asked).toEqual([jasmine.objectContaining({ totalBytes: '12' })]);
  });

  for (const [what, body] of [
    ['a field twice, by both names', { page_size: 1, pageSize: 1 }],
    ['an enum that is none', { wallColor: 'COLOR_BLUE' }],
    ['NaN as a number of a whole', { pageSize: 'NaN' }],
    ['a packed message whose type is not known', { extraData: { '@type': 'type.googleapis.com/acme.v1.Other' } }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await send(await serve(), 'POST /v1/paint', body)).status).toBe(400);
      expect(asked).toEqual([]);
    });
  }
});
