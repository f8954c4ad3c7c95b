import { fromBinary } from '@bufbuild/protobuf';
import type { PackageDefinition } from '@grpc/proto-loader';
import { fromJSON } from '@grpc/proto-loader';
import { Operation as GaxOperation, operationsProtos } from 'google-gax';
import protobuf from 'protobufjs';
import { lastValueFrom } from 'rxjs';
import type { OperationLike } from '../../../src/index.js';
import { operationMessageOf, pollOperation$, StatusCode } from '../../../src/index.js';
import { googleDescriptor } from '../../../src/protobuf/generated/google.js';
import { messageRegistry } from '../../../src/protobuf/json/message-registry.js';
import { NAME, types } from '../../support/messages.js';
import { ScriptedClient } from '../../support/scripted-client.js';

type Loaded = Record<string, { deserialize(bytes: Buffer): object }>;
const TYPE_NAME = 'google.longrunning.Operation';
const operationType = protobuf.Root.fromJSON(googleDescriptor).lookupType(TYPE_NAME);

const any = (typeName: string, content: string): object => ({
  type_url: `type.googleapis.com/${typeName}`,
  value: Buffer.from(content),
});
const messages = {
  running: { name: NAME, metadata: any('acme.v1.Text', 'half') },
  succeeded: { name: NAME, done: true, metadata: any('acme.v1.Text', 'all'), response: any('acme.v1.Text', 'hello') },
  failed: {
    name: NAME,
    done: true,
    metadata: any('acme.v1.Text', 'half'),
    error: { code: StatusCode.ABORTED, message: 'disk full', details: [any('acme.v1.Text', 'why'), any('a.B', '')] },
  },
  'empty-any-is-absent': { name: NAME, done: true, metadata: {}, response: { type_url: '' } },
} as const;

/** What a library reads of the bytes of a message. */
const readers: Record<string, (bytes: Buffer) => object> = {};

// Every combination of the options that change a message.
for (const options of [{}, { keepCase: true }, { oneofs: true }, { defaults: true }, { arrays: true, objects: true }]) {
  for (const bytes of [{}, { bytes: String }, { bytes: Array }]) {
    for (const oneofs of [{}, { oneofs: true, defaults: true, keepCase: true }]) {
      const all = { ...options, ...bytes, ...oneofs };
      const definition: PackageDefinition = fromJSON(googleDescriptor, all);
      const text = JSON.stringify(all, (_, value: unknown) => (typeof value === 'function' ? value.name : value));
      readers[`proto-loader-shapes ${text}`] = (read) =>
        (definition as unknown as Loaded)[TYPE_NAME]!.deserialize(read);
    }
  }
}
readers['proto-loader-shapes of protobufjs, as it decodes'] = (bytes) => operationType.decode(bytes);
for (const options of [{}, { defaults: true }, { oneofs: true }, { bytes: String }, { json: true }]) {
  readers[`proto-loader-shapes of protobufjs, toObject(${Object.keys(options).join()})`] = (bytes) =>
    operationType.toObject(operationType.decode(bytes), options);
}
readers['gax-message: latestResponse'] = (bytes) => operationsProtos.google.longrunning.Operation.decode(bytes);
readers['gax-message: Operation'] = (bytes) =>
  new GaxOperation(
    operationsProtos.google.longrunning.Operation.decode(bytes),
    { responseDecoder: () => ({ decoded: 1 }), metadataDecoder: () => ({ decoded: 2 }) } as never,
    {} as never,
  );
const esType = messageRegistry([googleDescriptor]).getMessage(TYPE_NAME)!;
readers['protobuf-es-message'] = (bytes) => fromBinary(esType, bytes);

describe('operationMessageOf, of what libraries read (proto-loader-shapes)', () => {
  const expected = operationMessageOf;
  for (const [library, read] of Object.entries(readers)) {
    it(`is the same for every library: ${library}`, async () => {
      for (const [kind, message] of Object.entries(messages)) {
        const bytes = Buffer.from(operationType.encode(operationType.fromObject(message)).finish());
        const found = operationMessageOf(read(bytes));
        expect(found).withContext(kind).toEqual(expected(message));
        if (!found.done) continue;
        const state = await lastValueFrom(pollOperation$(new ScriptedClient(), read(bytes) as OperationLike, types));
        expect(state.status)
          .withContext(kind)
          .toBe(kind === 'failed' ? 'failed' : 'succeeded');
      }
    });
  }

  it('has what was sent', () => {
    const text = (content: string): object => ({
      typeUrl: 'type.googleapis.com/acme.v1.Text',
      value: new TextEncoder().encode(content),
    });
    expect(operationMessageOf(messages.running)).toEqual({ name: NAME, done: false, metadata: text('half') } as never);
    const { error } = operationMessageOf(messages.failed);
    expect([error?.code, error?.message]).toEqual([StatusCode.ABORTED, 'disk full']);
    expect(error?.details.map(({ typeName, packed }) => [typeName, 'value' in packed && packed.value.length])).toEqual([
      ['acme.v1.Text', 3],
      ['a.B', 0],
    ]);
    expect(operationMessageOf(messages['empty-any-is-absent'])).toEqual({ name: NAME, done: true });
  });
});
