import { boundedJson, isTooDeep } from '../../../src/core/model/bounded-json.js';
import { isSameJson } from '../../../src/core/model/same-json.js';
import { nested } from '../../support/nested.js';

describe('boundedJson', () => {
  it('should leave JSON alone that is small', () => {
    const json = { a: [1, 'two', null, { b: false }], c: {} };
    expect(boundedJson(json)).toEqual(json);
    expect(boundedJson('text')).toBe('text');
  });

  it('should cut what is nested deeper than protobuf reads', () => {
    for (const inList of [false, true]) {
      const text = JSON.stringify(boundedJson(nested(20_000, inList)));
      expect(text).toBe(JSON.stringify(nested(100, inList, inList ? ['…'] : { a: '…' })));
    }
  });

  it('should keep so many values, and say that there are more', () => {
    expect(boundedJson([1, 2, [3, 4], 5], 4)).toEqual([1, 2, [3, '…'], '…']);
    expect(boundedJson({ a: 1, b: 2 }, 1)).toEqual({ a: 1, '…': '…' });
    expect(boundedJson([1, 2], 2)).toEqual([1, 2]);
  });

  it('should keep a field by the name of a prototype as a field', () => {
    const json: unknown = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}');
    expect(JSON.stringify(boundedJson(json))).toBe('{"__proto__":{"polluted":true},"constructor":1}');
  });
});

describe('isTooDeep', () => {
  it('should tell depth alone, of lists and objects', () => {
    for (const inList of [false, true]) {
      expect(isTooDeep(nested(100, inList))).toBeFalse();
      expect(isTooDeep(nested(101, inList))).toBeTrue();
      expect(isTooDeep(nested(20_000, inList))).toBeTrue();
    }
    expect(isTooDeep(Array.from({ length: 1_000 }, () => ({})))).toBeFalse();
    expect(isTooDeep('text')).toBeFalse();
  });
});

describe('isSameJson', () => {
  const deep = () => nested(20_000, false);

  for (const [what, a, b, isSame] of [
    ['the same', { a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    ['the order of fields is no difference', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['another value', { a: [1, { b: null }] }, { a: [1, { b: 0 }] }, false],
    ['one field more', { a: 1 }, { a: 1, b: undefined }, false],
    ['a field of a prototype', { a: 1 }, JSON.parse('{"__proto__":1}'), false],
    ['another field', { a: undefined }, { b: undefined }, false],
    ['a list, and an object like it', ['x'], { 0: 'x' }, false],
    ['a longer list', [1], [1, 2], false],
    ['nothing, and an object', undefined, {}, false],
    ['NaN', NaN, NaN, true],
    ['nested deeper than the stack', deep(), deep(), true],
    ['another, nested deeper than the stack', deep(), nested(20_001, false), false],
  ] as const) {
    it(`should compare: ${what}`, () => {
      expect(isSameJson(a, b)).toBe(isSame);
      expect(isSameJson(b, a)).toBe(isSame);
    });
  }
});
