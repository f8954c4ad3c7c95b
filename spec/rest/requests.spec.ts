import type { Observable } from 'rxjs';
import { lastValueFrom, of } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { BASE, FakeFetch, NAME } from './fake-fetch.js';

const METHODS: Readonly<Record<string, [(client: OperationsClient) => Observable<unknown>, string, string]>> = {
  get: [(client) => client.getOperation({ name: NAME }), `GET ${BASE}/v1/operations/1`, ''],
  list: [(client) => client.listOperations({ name: 'operations' }), `GET ${BASE}/v1/operations`, ''],
  'list with all': [
    (client) =>
      client.listOperations({ name: 'operations', filter: 'done=true & x', pageSize: 5, pageToken: 'a+b/c=' }),
    `GET ${BASE}/v1/operations?filter=done%3Dtrue%20%26%20x&pageSize=5&pageToken=a%2Bb%2Fc%3D`,
    '',
  ],
  'list with what means nothing': [
    (client) => client.listOperations({ name: 'operations', filter: '', pageSize: 0, pageToken: '' }),
    `GET ${BASE}/v1/operations`,
    '',
  ],
  wait: [(client) => client.waitOperation({ name: NAME }), `POST ${BASE}/v1/operations/1:wait`, '{}'],
  'wait with a timeout': [
    (client) => client.waitOperation({ name: NAME, timeout: 3_500 }),
    `POST ${BASE}/v1/operations/1:wait`,
    '{"timeout":"3.500s"}',
  ],
  cancel: [(client) => client.cancelOperation({ name: NAME }), `POST ${BASE}/v1/operations/1:cancel`, ''],
  delete: [(client) => client.deleteOperation({ name: NAME }), `DELETE ${BASE}/v1/operations/1`, ''],
};

async function getting(name: string, options?: Parameters<FakeFetch['client']>[0]): Promise<string> {
  const server = new FakeFetch();
  await lastValueFrom(server.client(options).getOperation({ name }));
  return server.last.url;
}

describe('A request over REST', () => {
  for (const [method, [call, line, body]] of Object.entries(METHODS)) {
    it(`of ${method} is as in google.api.http`, async () => {
      const server = new FakeFetch();
      await lastValueFrom(call(server.client()));
      const { method: verb, url, headers } = server.last;
      expect(`${verb} ${url}`).toBe(line);
      expect(await server.last.text()).toBe(body);
      expect(headers.get('accept')).toBe('application/json');
      expect(headers.get('content-type')).toBe(body === '' ? null : 'application/json');
      expect(server.requests.length).toBe(1);
    });
  }

  it('of cancel has a body where that is wanted', async () => {
    const server = new FakeFetch();
    await lastValueFrom(server.client({ cancelBody: true }).cancelOperation({ name: NAME }));
    expect(await server.last.text()).toBe('{}');
    expect(server.last.headers.get('content-type')).toBe('application/json');
  });

  it('follows no redirect, with the token in its headers, and takes nothing from a cache', async () => {
    const server = new FakeFetch();
    await lastValueFrom(server.client().getOperation({ name: NAME }));
    expect(server.last.redirect).toBe('manual');
    expect(server.last.cache).toBe('no-store');
    expect(server.last.credentials).toBe('same-origin');
  });

  it('percent-encodes all of a name but letters, digits and -_.~/', async () => {
    expect(await getting('operations/a-b_c.d~e')).toBe(`${BASE}/v1/operations/a-b_c.d~e`);
    expect(await getting('operations/CgwI+/a=')).toBe(`${BASE}/v1/operations/CgwI%2B/a%3D`);
    expect(await getting("operations/a:cancel !*'()é😀")).toBe(
      `${BASE}/v1/operations/a%3Acancel%20%21%2a%27%28%29%C3%A9%F0%9F%98%80`,
    );
    expect(await getting('a?b#c%2fd%2e%2e/%2e%2e\\e')).toBe(`${BASE}/v1/a%3Fb%23c%252fd%252e%252e/%252e%252e%5Ce`);
    expect(await getting('..a/b../...')).toBe(`${BASE}/v1/..a/b../...`);
  });

  for (const name of [
    '..',
    '.',
    'a/..',
    '../a',
    'a/./b',
    'a//b',
    '/a',
    'a/',
    '//host/a',
    'a\\..\\b',
    'a\n',
    '\ud800',
    '',
  ]) {
    it(`is never made for the name ${JSON.stringify(name)}, which throws at the call`, () => {
      const server = new FakeFetch();
      const client = server.client();
      expect(() => client.getOperation({ name })).toThrowError(TypeError, /name/);
      expect(() => client.listOperations({ name })).toThrowError(TypeError, /name/);
      expect(() => client.cancelOperation({ name })).toThrowError(TypeError, /name/);
      expect(server.requests).toEqual([]);
    });
  }

  it('goes below the base, whatever that is', async () => {
    const get = (baseUrl: string, version?: string): Promise<string> => getting(NAME, { baseUrl, version });
    expect(await get('https://example.com')).toBe('https://example.com/v1/operations/1');
    expect(await get('http://127.0.0.1:8080/')).toBe('http://127.0.0.1:8080/v1/operations/1');
    expect(await get('https://example.com/api//', 'v1beta1')).toBe('https://example.com/api/v1beta1/operations/1');
    expect(await get('https://example.com/api', 'a/v2')).toBe('https://example.com/api/a/v2/operations/1');
    expect(await get('https://example.com/api', '')).toBe('https://example.com/api/operations/1');
  });

  it('goes where the paths of the user say', async () => {
    const server = new FakeFetch();
    const client = server.client({
      paths: { listOperations: (name) => `${name}/operations`, waitOperation: (name) => `${name}/wait` },
    });
    await lastValueFrom(client.listOperations({ name: 'projects/p q', pageSize: 3 }));
    expect(server.last.url).toBe(`${BASE}/v1/projects/p%20q/operations?pageSize=3`);
    await lastValueFrom(client.waitOperation({ name: NAME }));
    expect(server.last.url).toBe(`${BASE}/v1/operations/1/wait`);
    await lastValueFrom(client.getOperation({ name: NAME }));
    expect(server.last.url).toBe(`${BASE}/v1/operations/1`);
  });

  for (const path of ['../x', 'a/%2e%2e/b', 'a/.%2E', '/x', '//host', 'a?b', 'a#b', 'a\\b', 'a b', 'a\tb', '']) {
    it(`is refused when the paths of the user give ${JSON.stringify(path)}`, () => {
      const client = new FakeFetch().client({ paths: { getOperation: () => path } });
      expect(() => client.getOperation({ name: NAME })).toThrowError(TypeError, /^paths\.getOperation must give/);
    });
  }

  it('carries the headers of the client, then those of the call', async () => {
    const server = new FakeFetch();
    const client = server.client({ headers: { authorization: 'Bearer old', 'x-app': 'demo' } });
    await lastValueFrom(
      client.getOperation({ name: NAME }, { headers: { Authorization: 'Bearer new', accept: 'text/json' } }),
    );
    const { headers } = server.last;
    expect(headers.get('authorization')).toBe('Bearer new');
    expect(headers.get('x-app')).toBe('demo');
    expect(headers.get('accept')).toBe('text/json');
  });

  it('carries headers that are made anew for each, in any way', async () => {
    const server = new FakeFetch();
    let calls = 0;
    const make = (): Record<string, string> => ({ authorization: `Bearer ${++calls}` });
    for (const headers of [make, async () => make(), () => of(make(), { authorization: 'late' })]) {
      const get$ = server.client({ headers }).getOperation({ name: NAME });
      await lastValueFrom(get$);
      await lastValueFrom(get$);
    }
    expect(server.requests.map((request) => request.headers.get('authorization'))).toEqual(
      [1, 2, 3, 4, 5, 6].map((call) => `Bearer ${call}`),
    );
  });

  it('goes through the fetch of the platform as it is at the time, unless there is another', async () => {
    const server = new FakeFetch();
    const client = restOperationsClient({ baseUrl: BASE });
    const fetch = spyOn(globalThis, 'fetch').and.callFake(server.fetch as typeof globalThis.fetch);
    await lastValueFrom(client.getOperation({ name: NAME }));
    expect(fetch).toHaveBeenCalledTimes(1);
    // In browsers, it refuses any other.
    const receivers: unknown[] = [undefined, globalThis];
    expect(receivers).toContain(fetch.calls.first().object);
  });
});
