import type { Observable } from 'rxjs';
import { of } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import type { OperationsServer } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { clientWith } from '../support/operations-client-with.js';
import { NAME } from '../support/messages.js';

/** Descriptors of protobufjs, with one method for each rule of google.api.http. */
function reportsProto(rules: Readonly<Record<string, object>>) {
  const field = (type: string, id: number, rule?: string) => ({ type, id, ...(rule && { rule }) });
  const fields = {
    parent: field('string', 1),
    report: field('Report', 2),
    dryRun: field('bool', 3),
    tags: field('string', 4, 'repeated'),
  };
  const methods = Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      name,
      {
        requestType: 'CreateRequest',
        responseType: 'google.longrunning.Operation',
        options: {},
        parsedOptions: [{ '(google.api.http)': rule }],
      },
    ]),
  );
  const nested = {
    Reports: { methods },
    CreateRequest: { fields },
    Report: { fields: { name: field('string', 1), pageCount: field('int32', 2) } },
  };
  return { nested: { acme: { nested } } };
}

describe('A REST binding', () => {
  const fixture = grpcFixture();
  let asked: object[];

  const serve = (rules: Readonly<Record<string, object>>): Promise<OperationsServer> => {
    asked = [];
    const method = (request: object): Observable<OperationMessage> => {
      asked.push(request);
      return of({ name: NAME, done: false });
    };
    const methods = Object.fromEntries(Object.keys(rules).map((name) => [name, method]));
    const services = [{ name: 'acme.Reports', protos: [reportsProto(rules)], methods }];
    return fixture.serve({ operations: clientWith({}), services });
  };

  const nothing = { parent: '', report: null, dryRun: false, tags: [] };
  for (const [what, rule, line, body, request] of [
    [
      'takes a field of the body, fields of the path and parameters',
      { post: '/v1/{parent=projects/*}/reports', body: 'report' },
      'POST /v1/projects/a%20b/reports?dryRun=true&tags=x&tags=y',
      { name: 'n', pageCount: 3 },
      { parent: 'projects/a b', report: { name: 'n', pageCount: 3 }, dryRun: true, tags: ['x', 'y'] },
    ],
    [
      'takes fields within fields',
      { patch: '/v1/{report.name=reports/**}:touch' },
      'PATCH /v1/reports/a/b:touch?report.pageCount=2&tags=x',
      undefined,
      { ...nothing, report: { name: 'reports/a/b', pageCount: 2 }, tags: ['x'] },
    ],
    [
      'takes the whole body, in which the path wins',
      { put: '/v1/{parent}', body: '*' },
      'PUT /v1/p?dryRun=true',
      { parent: 'other', report: {} },
      { ...nothing, parent: 'p', report: { name: '', pageCount: 0 } },
    ],
    [
      'takes names of the proto file',
      { get: '/v1/*/{report.page_count}' },
      'GET /v1/any/7',
      undefined,
      { ...nothing, report: { name: '', pageCount: 7 } },
    ],
    ['takes no body unless it says so', { delete: '/v1/reports' }, 'DELETE /v1/reports', { parent: 'p' }, nothing],
  ] as const) {
    it(what, async () => {
      const server = await serve({ Create: rule });
      expect((await send(server, line, body)).body).toEqual({ name: NAME });
      expect(asked).toEqual([request]);
    });
  }

  it('comes with additional ones', async () => {
    const more = [{ get: '/v1/b' }, { get: '/v1/c' }];
    const server = await serve({ Create: { get: '/v1/a', additional_bindings: more } });
    for (const path of ['a', 'b', 'c']) expect((await send(server, `GET /v1/${path}`)).status).toBe(200);
    expect(asked.length).toBe(3);
  });

  it('that is custom or malformed is left out, and the others are there', async () => {
    const server = await serve({
      Custom: { custom: { kind: 'HEAD', path: '/x/custom' } },
      Malformed: { get: '/x/{parent' },
      Relative: { get: 'x' },
      None: {},
      Good: { get: '/x/good' },
    });
    expect((await send(server, 'GET /x/{parent')).status).toBe(404);
    expect((await send(server, 'GET /x/good')).status).toBe(200);
  });

  it('dots and signs in it are no pattern', async () => {
    const server = await serve({ Create: { get: '/v1.0/a+b' } });
    expect((await send(server, 'GET /v1x0/aab')).status).toBe(404);
    expect((await send(server, 'GET /v1.0/a+b')).status).toBe(200);
  });

  for (const line of ['GET /v1/a?dryRun=maybe', 'GET /v1/a?report=x']) {
    it(`a value of another type is refused: ${line}`, async () => {
      expect((await send(await serve({ Create: { get: '/v1/a' } }), line)).status).toBe(400);
    });
  }
});
