import { lastValueFrom } from 'rxjs';
import { FakeFetch, NAME } from './fake-fetch.js';

const { location } = globalThis as { readonly location?: Location };

describe('A base URL that is relative', () => {
  if (location) {
    it('is of the origin of the page', async () => {
      const server = new FakeFetch();
      await lastValueFrom(server.client({ baseUrl: '/api' }).getOperation({ name: NAME }));
      expect(server.last.url).toBe(`${location.origin}/api/v1/operations/1`);
    });
  } else {
    it('is refused where there is no page', () => {
      expect(() => new FakeFetch().client({ baseUrl: '/api' })).toThrowError(TypeError, /or a path in a browser/);
    });
  }
});
