import type { Observable } from 'rxjs';
import { firstValueFrom, NEVER, of } from 'rxjs';
import type { RestClientOptions } from '../../src/rest/index.js';
import { pollOperation$, RpcError, StatusCode } from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { FakeFetch, json, NAME, page } from './fake-fetch.js';

const refused = (): Response =>
  json({ error: { code: 401, message: 'expired', status: 'UNAUTHENTICATED' } }, { status: 401 });

/** A server that lets in who has the second token. */
const lettingInTheSecond = () =>
  new FakeFetch((request) =>
    request.headers.get('authorization') === 'Bearer 2' ? json({ name: NAME, done: true }) : refused(),
  );

/** Tokens that are counted, in each form that a function may give them. */
const forms: Readonly<Record<string, () => NonNullable<RestClientOptions['headers']>>> = {
  values: () => {
    let asked = 0;
    return () => ({ authorization: `Bearer ${++asked}` });
  },
  Promises: () => {
    let asked = 0;
    return () => Promise.resolve({ authorization: `Bearer ${++asked}` });
  },
  Observables: () => {
    let asked = 0;
    return () => of({ authorization: `Bearer ${++asked}` });
  },
};

describe('A call over REST that is UNAUTHENTICATED', () => {
  for (const [form, headersOf] of Object.entries(forms)) {
    it(`token-renewed: is made once more with fresh headers, within one poll: ${form}`, async () => {
      const server = lettingInTheSecond();
      const client = server.client({ headers: headersOf() });
      const { status, poll } = await firstValueFrom(pollOperation$(client, NAME));
      expect([status, poll.attempt, server.requests.length]).toEqual(['succeeded', 1, 2]);
    });
  }

  for (const method of ['listOperations', 'waitOperation', 'cancelOperation', 'deleteOperation'] as const) {
    it(`is made once more by ${method}, too`, async () => {
      const server = lettingInTheSecond();
      const call$: Observable<unknown> = server.client({ headers: forms['values']!() })[method]({ name: NAME });
      await firstValueFrom(call$);
      expect(server.requests.length).toBe(2);
    });
  }

  it('is final when it is not let in the second time either', async () => {
    const server = new FakeFetch(refused);
    const error = await rpcFailureOf(server.client({ headers: () => ({}) }).getOperation({ name: NAME }));
    expect([error.code, error.origin, server.requests.length]).toEqual([StatusCode.UNAUTHENTICATED, 'server', 2]);
  });

  it('is final at once with headers that are always the same', async () => {
    const server = new FakeFetch(refused);
    await rpcFailureOf(server.client({ headers: { authorization: 'Bearer 1' } }).getOperation({ name: NAME }));
    expect(server.requests.length).toBe(1);
  });

  it('is not made again after any other error', async () => {
    for (const answer of [() => page(503), () => json({ code: 7, message: 'no' }, { status: 403 })]) {
      const server = new FakeFetch(answer);
      await rpcFailureOf(server.client({ headers: () => ({}) }).getOperation({ name: NAME }));
      expect(server.requests.length).toBe(1);
    }
  });

  it('has one time for both', async () => {
    let asked = 0;
    const server = new FakeFetch(refused);
    const headers = () => (++asked === 1 ? of({}) : NEVER);
    const error = await rpcFailureOf(server.client({ headers }).getOperation({ name: NAME }, { timeout: 20 }));
    expect([error.code, error.origin, server.requests.length]).toEqual([StatusCode.DEADLINE_EXCEEDED, 'connection', 1]);
  });

  it('stands, when the maker of the second headers fails with an RpcError of its own', async () => {
    const own = new RpcError({ code: StatusCode.PERMISSION_DENIED, message: 'signed out' });
    let asked = 0;
    const headers = () => (++asked === 1 ? Promise.resolve({}) : Promise.reject(own));
    expect(await rpcFailureOf(new FakeFetch(refused).client({ headers }).getOperation({ name: NAME }))).toBe(own);
  });
});
