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
      'PUT /v1/p',
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

  it('with a variable or a body that is no field is left out', async () => {
    const server = await serve({
      Variable: { get: '/x/{other}' },
      Within: { get: '/y/{tags.name}' },
      Body: { post: '/x/body', body: 'other' },
    });
    for (const line of ['GET /x/a', 'GET /y/a', 'POST /x/body']) expect((await send(server, line)).status).toBe(404);
  });

  for (const [what, line, expected] of [
    ['of one segment is decoded', 'GET /one/a%2Fb%2fc%25', 'a/b/c%'],
    ['of several keeps what escapes a slash', 'GET /many/a%2Fb/c%2fd%25%252F%20', 'a%2Fb/c%2fd%%2F '],
    ['of several by its pattern keeps it, too', 'GET /pattern/x/a%2Fb', 'x/a%2Fb'],
  ] as const) {
    it(`a variable ${what}`, async () => {
      const server = await serve({
        One: { get: '/one/{parent}', additional_bindings: { get: '/pattern/{parent=x/*}' } },
        Many: { get: '/many/{parent=**}' },
      });
      await send(server, line);
      expect(asked).toEqual([jasmine.objectContaining({ parent: expected })]);
    });
  }

  for (const [what, line, words] of [
    ['of another type', 'GET /v1/a?dryRun=maybe', '"dryRun" cannot be read'],
    ['of a message', 'GET /v1/a?report=x', '"report" cannot be read'],
    ['that is empty where a number is due', 'GET /v1/a?report.page_count=', '"report.page_count" cannot be read'],
    ['of a field that is not there', 'GET /v1/a?dryrun=true', '"dryrun" is no field of acme.CreateRequest'],
    ['of a field within one that is no message', 'GET /v1/a?parent.x=1', '"parent.x" is no field'],
    ['of no name', 'GET /v1/a?=1', '"" is no field'],
    ['of a name of JavaScript', 'GET /v1/a?__proto__.x=1', '"__proto__.x" is no field'],
    ['that is given twice', 'GET /v1/a?parent=a&parent=b', '"parent" is given more than once'],
    ['that is given by both names', 'GET /v1/a?dryRun=true&dry_run=false', '"dry_run" is given more than once'],
    ['with a malformed escape', 'GET /v1/a?parent=%ZZ', 'malformed: "%ZZ"'],
    ['with half a character', 'GET /v1/a?parent=%C3', 'malformed: "%C3"'],
    ['that the path has', 'GET /v1/b/c?parent=a', '"parent" is in the path'],
    ['that is in the body', 'POST /v1/a?report.name=a', '"report.name" belongs in the body'],
    ['beside a whole body', 'PUT /v1/a?dryRun=true', '"dryRun" belongs in the body'],
    ['in a path with a malformed escape', 'GET /v1/b/a%ZZ', 'malformed: "a%ZZ"'],
  ] as const) {
    it(`a parameter ${what} is refused, and named`, async () => {
      const server = await serve({
        Create: {
          get: '/v1/a',
          additional_bindings: [
            { get: '/v1/b/{parent}' },
            { post: '/v1/a', body: 'report' },
            { put: '/v1/a', body: '*' },
          ],
        },
      });
      const { status, body } = await send(server, line);
      expect((body as { error: object }).error).toEqual(
        jasmine.objectContaining({ status: 'INVALID_ARGUMENT', message: jasmine.stringContaining(words) }),
      );
      expect(status).toBe(400);
      expect(asked).toEqual([]);
    });
  }
});
