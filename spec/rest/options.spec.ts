import type { RestClientOptions } from '../../src/rest/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { BASE, FakeFetch, NAME } from './fake-fetch.js';

const making = (options: Partial<RestClientOptions>) => () => restOperationsClient({ baseUrl: BASE, ...options });

describe('The options of restOperationsClient', () => {
  const bad = [
    'ftp://example.com',
    'file:///etc',
    'javascript:alert(1)',
    'https://user:hunter2@example.com',
    'https://hunter2@example.com',
    'https://example.com/?key=hunter2',
    'https://example.com/?',
    'https://example.com/#hunter2',
    'https://',
  ];
  for (const baseUrl of bad) {
    it(`refuse the baseUrl ${baseUrl}, without repeating it`, () => {
      const make = making({ baseUrl });
      expect(make).toThrowError(TypeError, /^baseUrl must be a URL/);
      expect(make).not.toThrowError(/hunter2/);
    });
  }

  for (const version of ['..', '../v1', '/v1', 'v1/', 'v1?x', 'v1#', 'a//b', '%2e%2e', 'v 1']) {
    it(`refuse the version ${JSON.stringify(version)}`, () => {
      expect(making({ version })).toThrowError(TypeError, /^version must give a percent-encoded path/);
    });
  }

  for (const option of ['maxResponseBytes', 'maxCallsInFlight', 'maxPendingWaits'] as const) {
    for (const value of [0, -1, 1.5, NaN, Infinity]) {
      it(`refuse ${value} as ${option}`, () => {
        expect(making({ [option]: value })).toThrowError(RangeError, new RegExp(`^${option} must be a whole number`));
      });
    }
  }

  it('leave few waits pending, as browsers have few connections, unless told otherwise', () => {
    expect(making({})().maxPendingWaits).toBe('window' in globalThis ? 4 : 50);
    expect(making({ maxPendingWaits: 7 })().maxPendingWaits).toBe(7);
  });

  const headers = { newline: 'hunter2\nx: y', 'not latin': 'hunter2 \u20ac', undefined } as unknown as Record<
    string,
    string
  >;
  for (const [name, value] of Object.entries(headers)) {
    it(`refuse a header that cannot be sent, at once and without its value: ${name}`, () => {
      const make = making({ headers: { authorization: value } });
      expect(make).toThrowError(TypeError, /^The header "authorization" cannot be sent/);
      expect(make).not.toThrowError(/hunter2/);
    });
  }

  it('refuse a header with a malformed name, of the client or of a call', () => {
    expect(making({ headers: { 'x y': 'hunter2' } })).toThrowError(TypeError, /^The header "x y" cannot be sent/);
    const client = new FakeFetch().client();
    const get = () => client.getOperation({ name: NAME }, { headers: { 'x\ny': 'hunter2' } });
    expect(get).toThrowError(TypeError, /^The header "x\\ny" cannot be sent/);
  });

  for (const timeout of [-1, NaN, Infinity]) {
    it(`of a call refuse the timeout ${timeout} at once`, () => {
      const client = new FakeFetch().client();
      expect(() => client.getOperation({ name: NAME }, { timeout })).toThrowError(RangeError, /^timeout must be/);
    });
  }
});
