import fc from 'fast-check';

const text = fc.string({ unit: 'binary', maxLength: 5 });
const name = fc.string({ maxLength: 4 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const special = fc.constantFrom('NaN', 'Infinity', '-Infinity');
const double = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), special);
const float = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), special);
const bytes = fc.uint8Array({ maxLength: 5 }).map((array) => Buffer.from(array).toString('base64'));
const color = fc.constantFrom('COLOR_RED', 'COLOR_NEGATIVE', 0, 1, 5);
const time = fc
  .tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.nat(999_999))
  .map(([date, nanos]) => date.toISOString().replace('Z', `${String(nanos).padStart(6, '0')}Z`));
const duration = fc
  .tuple(fc.boolean(), fc.integer({ min: 0, max: 315_576_000_000 - 1 }), fc.nat(999_999_999))
  .map(([isNegative, seconds, nanos]) => `${isNegative ? '-' : ''}${seconds}.${String(nanos).padStart(9, '0')}s`);
const value = fc.jsonValue({ maxDepth: 2 });

const { everything } = fc.letrec<{ everything: object; inner: object; any: object }>((tie) => ({
  any: fc.oneof(
    fc.record({ '@type': fc.constant('type.googleapis.com/google.protobuf.Timestamp'), value: time }),
    fc.record({ '@type': fc.constant('type.googleapis.com/google.protobuf.Value'), value }),
    fc
      .tuple(fc.constant('type.googleapis.com/interop.v1.Everything.Inner'), tie('inner'))
      .map(([type, inner]) => ({ '@type': type, ...inner })),
  ),
  inner: fc.record(
    {
      theNumber: int32,
      shade: fc.constantFrom('DARK', 2),
      again: fc.option(tie('everything'), { nil: {}, freq: 1, maxDepth: 1, depthIdentifier: 'everything' }),
    },
    { requiredKeys: [] },
  ),
  everything: fc.record(
    {
      aDouble: double,
      a_float: float,
      anInt64: long,
      aUint32: fc.nat(2 ** 32 - 1),
      aString: text,
      someBytes: bytes,
      a_color: color,
      anInner: tie('inner'),
      doubles: fc.array(double, { maxLength: 2 }),
      colors: fc.array(color, { maxLength: 2 }),
      inners: fc.array(tie('inner'), { maxLength: 2 }),
      stringByString: fc.dictionary(name, text, { maxKeys: 2 }),
      inner_by_int: fc.dictionary(int32.map(String), tie('inner'), { maxKeys: 1 }),
      anyByString: fc.dictionary(name, tie('any'), { maxKeys: 1 }),
      chosenLong: long,
      maybeInt: int32,
      wrappedInt64: long,
      wrappedFloat: float,
      wrappedBytes: bytes,
      aTime: time,
      aDuration: duration,
      aStruct: fc.dictionary(name, value, { maxKeys: 2 }),
      values: fc.array(value, { maxLength: 2 }),
      anAny: tie('any'),
    },
    { requiredKeys: [] },
  ),
}));

/** The JSON of any `interop.v1.Everything`. */
export const arbitraryEverything = everything;
