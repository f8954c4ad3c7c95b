import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observable } from 'rxjs';
import { defer, firstValueFrom, lastValueFrom, of } from 'rxjs';
import type { GrpcOperationsClient } from '../../src/grpc/index.js';
import { pollOperation$, RpcError, StatusCode } from '../../src/index.js';
import type { OperationMessage } from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { types } from '../support/messages.js';
import { tempDir } from '../support/server-temp-dir.js';

const PROTO = `
syntax = "proto3";
package acme.v1;
import "google/longrunning/operations.proto";
service Reports {
  rpc CreateReport(Report) returns (google.longrunning.Operation);
  rpc WatchReport(Report) returns (stream google.longrunning.Operation);
  rpc GetReport(Report) returns (Report);
  rpc ImportReport(Report) returns (Operation);
}
message Report { string title = 1; }
message Operation { string id = 1; bool done = 3; }
`;

describe('startOperation', () => {
  const fixture = grpcFixture();

  it('starts an operation, again with each subscription, that is polled to its typed result', async () => {
    const titles: string[] = [];
    const { client } = await openReports(fixture, (title) => titles.push(title));
    const start$ = client.startOperation('acme.v1.Reports/CreateReport', { title: 'May' });
    expect(titles).toEqual([]);
    const message = await firstValueFrom(start$);
    const end = await lastValueFrom(pollOperation$(client, message, types));
    expect(end.status === 'succeeded' && end.response).toBe('report May');
    await firstValueFrom(start$);
    expect(titles).toEqual(['May', 'May']);
  });

  it('fails with an RpcError that names the method and the target', async () => {
    const { client, target } = await openReports(fixture, () => {
      throw new RpcError({ code: StatusCode.INVALID_ARGUMENT, message: 'no title' });
    });
    const error = await rpcFailureOf(client.startOperation('acme.v1.Reports/CreateReport', {}));
    expect(error.message).toBe(`acme.v1.Reports/CreateReport at ${target}: INVALID_ARGUMENT: no title`);
  });

  it('tells nothing of an error of the server that is no RpcError', async () => {
    const log = spyOn(console, 'error');
    const secret = new Error('the password is 42');
    const { client } = await openReports(fixture, () => {
      throw secret;
    });
    const error = await rpcFailureOf(client.startOperation('acme.v1.Reports/CreateReport', {}));
    expect([error.code, error.statusMessage]).toEqual([StatusCode.INTERNAL, 'the server failed']);
    expect(log).toHaveBeenCalledOnceWith('The call of /acme.v1.Reports/CreateReport failed:', secret);
  });

  for (const method of [
    'acme.v1.Reports/Nothing',
    'acme.v1.Reports/toString',
    'acme.v1.Reports',
    'acme.v1.Report/format',
    'constructor/name',
    'nowhere/Nothing',
    '',
  ]) {
    it(`refuses ${JSON.stringify(method)}, which does not exist`, async () => {
      const { client } = await openReports(fixture, () => undefined);
      expect(() => client.startOperation(method, {})).toThrowError(
        TypeError,
        `The loaded proto files have no method "${method}": expected one such as "acme.v1.Reports/CreateReport" from a file given in protos.`,
      );
    });
  }

  for (const [method, answer] of [
    ['GetReport', 'another message'],
    ['ImportReport', 'an Operation of its own'],
    ['WatchReport', 'a stream'],
  ] as const) {
    it(`refuses a method that answers with ${answer}`, async () => {
      const { client } = await openReports(fixture, () => undefined);
      expect(() => client.startOperation(`acme.v1.Reports/${method}`, {})).toThrowError(
        TypeError,
        `The method "acme.v1.Reports/${method}" does not answer with one google.longrunning.Operation.`,
      );
    });
  }
});

/** A client of a service that starts operations; `onStart` is told of the title. */
async function openReports(
  fixture: GrpcFixture,
  onStart: (title: string) => unknown,
): Promise<{ client: GrpcOperationsClient; target: string }> {
  const proto = join(await tempDir(fixture), 'reports.proto');
  await writeFile(proto, PROTO);
  const operations = fixture.store();
  const start$ = (request: object): Observable<OperationMessage> =>
    defer(() => {
      const { title } = request as { title: string };
      onStart(title);
      return of(operations.start([{ response: `report ${title}` }], types));
    });
  const { target } = await fixture.serve({
    operations,
    services: [{ name: 'acme.v1.Reports', protos: [proto], methods: { CreateReport: start$ } }],
  });
  return { client: await fixture.connect(target, { protos: [proto] }), target };
}
