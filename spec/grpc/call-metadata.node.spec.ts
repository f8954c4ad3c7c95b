import type { Observable } from 'rxjs';
import { firstValueFrom, ignoreElements } from 'rxjs';
import { cancel$, delete$, getOperation$, listOperations$, pollOperation$, waitOperation$ } from '../../src/index.js';
import type { CallOptions, OperationsClient } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import type { RawServer } from '../support/grpc-raw-server.js';
import { serveRaw } from '../support/grpc-raw-server.js';

const NAME = 'projects/p/operations/ü 1';

describe('The metadata of gRPC calls', () => {
  const fixture = grpcFixture();
  const serveDone = (): Promise<RawServer> => serveRaw(fixture, (_, callback) => callback(null, { done: true }));

  const calls: Record<string, (client: OperationsClient, options?: CallOptions) => Observable<unknown>> = {
    GetOperation: (client, options) => getOperation$(client, NAME, options),
    ListOperations: (client, options) => listOperations$(client, { name: NAME }, options),
    WaitOperation: (client, options) => waitOperation$(client, NAME, {}, options),
    CancelOperation: (client, options) => cancel$(client, NAME, options),
    DeleteOperation: (client, options) => delete$(client, NAME, options),
  };

  for (const [method, call] of Object.entries(calls)) {
    it(`routing-header: ${method} carries the percent-encoded name, and the headers of client and call`, async () => {
      const server = await serveDone();
      const client = await fixture.connect(server.target, { headers: { 'x-team': 'all', 'x-app': 'client' } });
      await firstValueFrom(call(client, { headers: { 'x-app': 'call' } }).pipe(ignoreElements()), {
        defaultValue: undefined,
      });
      const [received] = server.calls;
      expect(received!.method).toBe(method);
      expect(received!.metadata.get('x-goog-request-params')).toEqual(['name=projects%2Fp%2Foperations%2F%C3%BC%201']);
      expect(received!.metadata.get('x-team')).toEqual(['all']);
      expect(received!.metadata.get('x-app')).toEqual(['call']);
    });
  }

  it('the user agent is this package by default, and what is asked for else', async () => {
    const server = await serveDone();
    await firstValueFrom((await fixture.connect(server.target)).getOperation({ name: NAME }));
    const named = await fixture.connect(server.target, { userAgent: 'acme/1' });
    await firstValueFrom(named.getOperation({ name: NAME }));
    const agents = server.calls.map(({ metadata }) => String(metadata.get('user-agent')[0]));
    expect(agents[0]).toMatch(/^rxjs-longrunning\/\d+\.\d+\.\d+\S* grpc-node-js\//);
    expect(agents[1]).toMatch(/^acme\/1 grpc-node-js\//);
  });

  it('polls carry the headers of the polling', async () => {
    const server = await serveDone();
    const client = await fixture.connect(server.target);
    await firstValueFrom(pollOperation$(client, NAME, { headers: { 'x-app': 'poll' } }));
    expect(server.calls[0]!.metadata.get('x-app')).toEqual(['poll']);
  });

  it('a subscription leaves nothing behind for the next one', async () => {
    const server = await serveDone();
    const call$ = getOperation$(await fixture.connect(server.target), NAME, { headers: { 'x-app': 'call' } });
    await firstValueFrom(call$);
    await firstValueFrom(call$);
    expect(server.calls.map(({ metadata }) => metadata.get('x-app'))).toEqual([['call'], ['call']]);
  });

  const refused: Record<string, Record<string, string>> = {
    'a line break in a value': { 'x-token': 's3cret\n' },
    'a value that is not ASCII': { 'x-token': 's3cret-ü' },
    'a value that is no string': { 'x-token': ['s3cret'] as unknown as string },
    'no value': { 'x-token': undefined as unknown as string },
    'a space in a name': { 'x token': 's3cret' },
    'no name': { '': 's3cret' },
    'a binary header': { 'x-token-bin': 's3cret' },
    'a header of HTTP/1': { Connection: 's3cret' },
    'a pseudo-header': { ':path': 's3cret' },
  };
  for (const [what, headers] of Object.entries(refused)) {
    it(`a header that cannot be sent is refused without its value: ${what}`, async () => {
      const server = await serveDone();
      const name = Object.keys(headers)[0]!;
      const message = jasmine.stringMatching(
        new RegExp(`^The header ${JSON.stringify(name)} cannot be sent: (?!.*s3cret)`),
      );
      await expectAsync(fixture.connect(server.target, { headers })).toBeRejectedWith(
        jasmine.objectContaining({ name: 'TypeError', message }),
      );
      const client = await fixture.connect(server.target);
      expect(() => getOperation$(client, NAME, { headers })).toThrowMatching(
        (error: unknown) => error instanceof TypeError && !error.message.includes('s3cret'),
      );
      expect(server.calls).toEqual([]);
    });
  }
});
