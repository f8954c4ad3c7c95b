import fc from 'fast-check';
import { join } from 'node:path';
import { of } from 'rxjs';
import { loadMessageTypes } from '../../src/grpc/index.js';
import type { MessageType, OperationMessage } from '../../src/index.js';
import { pack } from '../../src/index.js';
import type { OperationsServer } from '../../src/server/index.js';
import { jsonLines, PATIENCE, runCommand } from '../cli/command.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { clientWith } from '../support/operations-client-with.js';
import { arbitraryEverything } from './arbitrary-everything.js';
import type { Verdict } from './go-judge.js';
import { askGo, hasGo } from './go-judge.js';
import { CASES, KEYS, NO_COLOR, NO_DAY, OLD, UNKNOWN } from './proto-json-cases.js';

const FILE = join(import.meta.dirname, 'protojson/everything.proto');
const TYPE_URL = 'type.googleapis.com/interop.v1.Everything';
const REST = 'POST /v1/everything';
const CONNECT = 'POST /interop.v1.Echo/Repeat';

/** Where Go judges otherwise: @bufbuild/protobuf lets a month go on, and Connect leaves out what it does not know. */
const TAKEN_ALL_THE_SAME: Readonly<Record<string, readonly string[]>> = {
  [NO_DAY]: [REST, CONNECT],
  [NO_COLOR]: [CONNECT],
  [UNKNOWN]: [CONNECT],
};

if (hasGo) {
  describe('Proto JSON, judged by protojson of Go', () => {
    const fixture = grpcFixture();
    let type: MessageType<object>;
    let verdicts: readonly Verdict[];
    let random: readonly { readonly json: object; readonly verdict: Verdict }[];

    beforeAll(async () => {
      type = (await loadMessageTypes([FILE])).get<object>('interop.v1.Everything');
      const samples = fc.sample(arbitraryEverything, { numRuns: 200, seed: 12 });
      const said = askGo([...CASES.map(([, json]) => json), ...samples].map((json) => ({ json })));
      verdicts = said.slice(0, CASES.length);
      random = samples.map((json, index) => ({ json, verdict: said[CASES.length + index] ?? {} }));
    }, PATIENCE);

    /** A server that knows some operations, and whose method answers with what it is sent. */
    const serve = (known: readonly OperationMessage[] = []): Promise<OperationsServer> => {
      const Repeat = (request: object) => of({ name: 'operations/1', done: true, response: pack(request, type) });
      const services = [{ name: 'interop.v1.Echo', protos: [FILE], methods: { Repeat } }];
      const listOperations = () => of({ operations: known, nextPageToken: '' });
      return fixture.serve({ operations: clientWith({ listOperations }), services });
    };

    for (const [index, [what, json]] of CASES.entries()) {
      // @grpc/proto-loader, whose shape the handler gets, loses such keys, and what is not there in proto2.
      if (what === KEYS || what === OLD) continue;
      it(`${what}: a request is read, and an answer written, as Go does`, async () => {
        const { error, json: judged } = verdicts[index] ?? {};
        const server = await serve();
        for (const line of [REST, CONNECT]) {
          const { status, body } = await send(server, line, json);
          const isTaken = error === undefined || TAKEN_ALL_THE_SAME[what]?.includes(line);
          expect(status)
            .withContext(`${line}: ${error ?? ''}`)
            .toBe(isTaken ? 200 : 400);
          if (error === undefined)
            expect(normal(responseOf(body)))
              .withContext(line)
              .toEqual(normal(judged));
        }
      });
    }

    it(
      'the same holds for any message',
      async () => {
        expect(random.filter(({ verdict }) => verdict.error !== undefined)).toEqual([]);
        const server = await serve();
        for (const { json, verdict } of random) {
          const { body } = await send(server, REST, json);
          expect(normal(responseOf(body)))
            .withContext(JSON.stringify([json, verdict.error, body]))
            .toEqual(normal(verdict.json));
        }
      },
      PATIENCE,
    );

    it(
      'bytes that Go wrote are the same JSON over REST, over Connect, and of the command over each transport',
      async () => {
        const written = [...verdicts, ...random.map(({ verdict }) => verdict)].filter(
          ({ error }) => error === undefined,
        );
        const packed = written.map(({ base64 = '' }) => ({ typeUrl: TYPE_URL, value: Buffer.from(base64, 'base64') }));
        const known = packed.map((response, index) => ({ name: `operations/${index}`, done: true, response }));
        const server = await serve(known);
        const judged = written.map(({ json }) => normal(json));
        for (const line of ['GET /v1/operations', 'POST /google.longrunning.Operations/ListOperations']) {
          const { body } = await send(server, line, line.startsWith('POST') ? { name: 'operations' } : undefined);
          const { operations } = body as { readonly operations: readonly object[] };
          expect(operations.map((operation) => normal(responseOf(operation))))
            .withContext(line)
            .toEqual(judged);
        }
        for (const at of [
          ['--target', server.target, '--insecure'],
          ['--rest', server.url],
        ]) {
          const { stdout, stderr } = await runCommand(fixture, ['list', '--json', ...at, '--types', FILE]);
          expect(stderr).toBe('');
          expect(jsonLines(stdout).map((operation) => normal(responseOf(operation)))).toEqual(judged);
        }
      },
      PATIENCE,
    );
  });
} else {
  console.log('skipped: go is not installed, so protojson judges nothing.');
}

/** What an operation answers with, without its type. */
function responseOf(operation: unknown): object | undefined {
  const { response } = operation as { readonly response?: object };
  return response && Object.fromEntries(Object.entries(response).filter(([key]) => key !== '@type'));
}

/** Numbers as of 32 bits: Go writes the shortest text of a float, and protobuf-es that of the double of the same value. */
function normal(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json ?? null), (_, value: unknown) =>
    typeof value === 'number' ? Math.fround(value) : value,
  );
}
