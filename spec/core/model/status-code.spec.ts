import { StatusCode, statusCodeName } from '../../../src/index.js';

describe('StatusCode', () => {
  it('has the 17 codes of google.rpc.Code, by number', () => {
    expect(Object.values(StatusCode)).toEqual([...Array(17).keys()] as StatusCode[]);
  });

  it('gives each code its name, and a number that is none a readable one', () => {
    expect(Object.entries(StatusCode).map(([, code]) => statusCodeName(code))).toEqual(Object.keys(StatusCode));
    expect(statusCodeName(17)).toBe('CODE_17');
    expect(statusCodeName(-1)).toBe('CODE_-1');
  });
});
