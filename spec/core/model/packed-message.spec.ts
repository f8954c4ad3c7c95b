import { typeNameOf, unpack } from '../../../src/index.js';
import { text } from '../../support/messages.js';

const forms = [
  'type.googleapis.com/acme.v1.Text',
  'acme.example/some/path/acme.v1.Text',
  '/acme.v1.Text',
  text.typeName,
];

describe('typeNameOf', () => {
  for (const typeUrl of forms) {
    it(`any-type-url-forms: ${typeUrl} names acme.v1.Text`, () => {
      expect(typeNameOf({ typeUrl, value: new Uint8Array() })).toBe('acme.v1.Text');
      expect(unpack({ typeUrl, value: new TextEncoder().encode('hello') }, text)).toBe('hello');
    });
  }

  it('is empty for an empty type URL', () => {
    expect(typeNameOf({ typeUrl: '', json: {} })).toBe('');
  });
});
