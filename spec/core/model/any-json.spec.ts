import { fromAnyJson } from '../../../src/core/model/any-json.js';

const PREFIX = 'type.googleapis.com/';

describe('fromAnyJson', () => {
  it('has the fields without the type', () => {
    const any = { '@type': `${PREFIX}acme.v1.Report`, title: 'May', value: 3 };
    expect(fromAnyJson(any)).toEqual({ typeUrl: any['@type'], json: { title: 'May', value: 3 } });
    expect(any.title).toBe('May');
  });

  it('has a field that is called value, of a type that is not well-known', () => {
    expect(fromAnyJson({ '@type': 'acme.v1.Number', value: 3 }).json).toEqual({ value: 3 });
  });

  for (const [type, value] of [
    ['Timestamp', '2023-11-14T22:13:20Z'],
    ['Duration', '3.5s'],
    ['FieldMask', 'title,pageCount'],
    ['Struct', { a: [1] }],
    ['Value', null],
    ['BoolValue', false],
    ['Empty', {}],
    ['Any', { '@type': 'acme.v1.Report' }],
  ] as const) {
    for (const prefix of [PREFIX, 'acme.example/', '']) {
      it(`has the value of a well-known type: ${prefix}google.protobuf.${type}`, () => {
        const typeUrl = `${prefix}google.protobuf.${type}`;
        expect(fromAnyJson({ '@type': typeUrl, value })).toEqual({ typeUrl, json: value });
      });
    }
  }

  it('has the fields of a well-known type that has no form of its own', () => {
    expect(fromAnyJson({ '@type': 'google.protobuf.Empty' }).json).toEqual({});
    const option = { '@type': 'google.protobuf.Option', name: 'n', value: {} };
    expect(fromAnyJson(option).json).toEqual({ name: 'n', value: {} });
  });

  for (const json of [{}, { title: 'May' }, { '@type': 3 }, [], 'text', 3, null, undefined]) {
    it(`any-type-url-forms: without a type, ${JSON.stringify(json)} is kept as it came`, () => {
      expect(fromAnyJson(json)).toEqual({ typeUrl: '', json });
    });
  }

  it('gives no prototype to what it reads', () => {
    const { json } = fromAnyJson(JSON.parse('{"@type": "acme.v1.Report", "__proto__": {"title": "May"}}'));
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect((json as { title?: string }).title).toBeUndefined();
  });
});
