import fc from 'fast-check';
import { firstValueFrom, of } from 'rxjs';
import { cancel$ } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { encodedName } from '../../src/rest/operation-path.js';
import { arbitraryName } from '../rest/arbitrary-name.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { clientWith } from '../support/operations-client-with.js';

/** Signs that mean something in a path, alone and as escapes. */
const escaping = fc
  .array(fc.constantFrom('%', '%2F', '%2f', '%25', '%252F', ':', ':cancel', 'a', 'ü', ' ', '+', '*', '~', '=='), {
    minLength: 1,
  })
  .map((parts) => `operations/${parts.join('')}`);

describe('percent-2f: the names of operations over REST', () => {
  const fixture = grpcFixture();

  it('are for the server what they were for the client', async () => {
    const asked: string[] = [];
    const cancelOperation = ({ name }: { readonly name: string }) => {
      asked.push(name);
      return of(undefined);
    };
    const { url } = await fixture.serve({ operations: clientWith({ cancelOperation }) });
    const client = restOperationsClient({ baseUrl: url });
    const property = fc.asyncProperty(fc.oneof(arbitraryName.filter(canBeSent), escaping), async (name) => {
      await firstValueFrom(cancel$(client, name), { defaultValue: undefined });
      expect(asked.pop()).toBe(name);
    });
    await fc.assert(property, { seed: 16, numRuns: 200 });
  });
});

function canBeSent(name: string): boolean {
  try {
    encodedName(name);
    return true;
  } catch {
    return false;
  }
}
