import { create, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import {
  AnySchema,
  BytesValueSchema,
  DurationSchema,
  FieldMaskSchema,
  StructSchema,
  TimestampSchema,
} from '@bufbuild/protobuf/wkt';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { of } from 'rxjs';
import { loadMessageTypes } from '../../src/grpc/index.js';
import type { OperationMessage, PackedMessage } from '../../src/index.js';
import { pack, toStatusDetail } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { NAME } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { tempDir } from '../support/server-temp-dir.js';
import { jsonLines, PATIENCE, runCommand } from './command.js';

const PROTO = `syntax = "proto3";
  package acme.v1;
  import "google/longrunning/operations.proto";
  import "google/protobuf/any.proto";
  enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; }
  message Training {
    double loss_ratio = 1;
    repeated float scores = 2;
    int64 total_steps = 3;
    bytes weights = 4;
    Color color = 5;
    Color unknown_color = 6;
    string title = 7 [json_name = "heading"];
    google.protobuf.Any inner = 8;
    google.protobuf.Any stranger = 9;
  }
  service Trainer { rpc Train(Training) returns (google.longrunning.Operation); }`;

const packed = <D extends DescMessage>(desc: D, message: MessageShape<D>): { typeUrl: string; value: Uint8Array } => ({
  typeUrl: `type.googleapis.com/${desc.typeName}`,
  value: toBinary(desc, message),
});

const timestamp = packed(TimestampSchema, create(TimestampSchema, { seconds: 1_700_000_000n, nanos: 5_000_000 }));
const any = packed(AnySchema, create(AnySchema, timestamp));
const TIME = { '@type': timestamp.typeUrl, value: '2023-11-14T22:13:20.005Z' };

const FORMS: readonly (readonly [string, PackedMessage, object])[] = [
  ['a time', timestamp, TIME],
  [
    'a duration',
    packed(DurationSchema, create(DurationSchema, { seconds: -1n, nanos: -500_000_000 })),
    { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '-1.500s' },
  ],
  [
    'a mask',
    packed(FieldMaskSchema, create(FieldMaskSchema, { paths: ['wall_color', 'a.b_c'] })),
    { '@type': 'type.googleapis.com/google.protobuf.FieldMask', value: 'wallColor,a.bC' },
  ],
  [
    'a struct',
    packed(
      StructSchema,
      create(StructSchema, {
        fields: { percent: { kind: { case: 'numberValue', value: 5 } }, no: { kind: { case: 'nullValue', value: 0 } } },
      }),
    ),
    { '@type': 'type.googleapis.com/google.protobuf.Struct', value: { percent: 5, no: null } },
  ],
  [
    'wrapped bytes',
    packed(BytesValueSchema, create(BytesValueSchema, { value: Uint8Array.of(255, 254) })),
    { '@type': 'type.googleapis.com/google.protobuf.BytesValue', value: '//4=' },
  ],
  ['a packed message in another', any, { '@type': any.typeUrl, value: TIME }],
];

describe('canonical-json: the JSON of the command', () => {
  const fixture = grpcFixture();

  async function setUp() {
    const file = join(await tempDir(fixture), 'training.proto');
    await writeFile(file, PROTO);
    const trainingType = (await loadMessageTypes([file])).get<object>('acme.v1.Training');
    let message: OperationMessage = { name: NAME, done: false };
    const operations = clientWith({
      getOperation: () => of(message),
      listOperations: () => of({ operations: [message], nextPageToken: '' }),
    });
    const services = [{ name: 'acme.v1.Trainer', protos: [file], methods: {} }];
    const { target, url } = await fixture.serve({ operations, services });
    const transports = [
      ['--target', target, '--insecure', '--types', file],
      ['--rest', url, '--types', file],
      ['--rest', url],
    ];
    /** What a command writes over each transport, which is to be the same. */
    const run = async (shown: Partial<OperationMessage>, ...command: readonly string[]): Promise<string> => {
      message = { name: NAME, done: true, ...shown };
      const written = await Promise.all(transports.map((at) => runCommand(fixture, [...command, ...at])));
      expect(written.map(({ stderr }) => stderr.replace(/^(Waiting for .*|succeeded.*|running.*)\n/gm, ''))).toEqual([
        '',
        '',
        '',
      ]);
      const [first = '', ...others] = written.map(({ stdout }) => stdout.replace(/^waited: .*$/m, ''));
      expect(others).toEqual([first, first]);
      return first;
    };
    return { run, trainingType };
  }

  it(
    'should be the same over every transport, for each command and for people',
    async () => {
      const { run, trainingType } = await setUp();
      const training = {
        lossRatio: NaN,
        scores: [1.5, Infinity, -Infinity],
        totalSteps: '9007199254740993',
        weights: Uint8Array.of(1, 2, 255),
        color: 'COLOR_RED',
        unknownColor: 9,
        title: 't',
        inner: { type_url: timestamp.typeUrl, value: timestamp.value },
        stranger: { type_url: 'type.googleapis.com/acme.v2.Other', value: Uint8Array.of(8, 1) },
      };
      const metadata = pack(training, trainingType);
      const json = {
        '@type': metadata.typeUrl,
        lossRatio: 'NaN',
        scores: [1.5, 'Infinity', '-Infinity'],
        totalSteps: '9007199254740993',
        weights: 'AQL/',
        color: 'COLOR_RED',
        unknownColor: 9,
        heading: 't',
        inner: TIME,
        stranger: { '@type': 'type.googleapis.com/acme.v2.Other', value: 'CAE=' },
      };
      for (const command of [['get', NAME], ['list'], ['wait', NAME]]) {
        const [line] = jsonLines(await run({ metadata, response: metadata }, ...command, '--json'));
        expect([line?.['metadata'], line?.['response']]).toEqual([json, json]);
      }
      for (const command of ['get', 'wait']) {
        const text = await run({ metadata }, command, NAME);
        expect(text).toContain('metadata: acme.v1.Training {\n  "lossRatio": "NaN",\n');
        expect(text).toContain('"Infinity"');
      }
    },
    PATIENCE,
  );

  it(
    'should have the forms that protobuf gives its own types, also in details of errors',
    async () => {
      const { run } = await setUp();
      for (const [what, message, json] of FORMS) {
        const details = [toStatusDetail(message)];
        const error = { code: 9, message: 'no', details };
        const [line] = jsonLines(await run({ metadata: message, error }, 'get', NAME, '--json'));
        expect(line?.['metadata']).withContext(what).toEqual(json);
        expect(line?.['error']).toEqual(jasmine.objectContaining({ details: [json] }));
      }
      const text = await run({ metadata: FORMS[3]![1] }, 'get', NAME);
      expect(text).toContain('metadata: google.protobuf.Struct {\n  "value": {\n    "percent": 5,\n');
    },
    PATIENCE,
  );
});
