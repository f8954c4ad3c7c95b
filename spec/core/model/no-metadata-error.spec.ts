import { NoMetadataError } from '../../../src/index.js';

describe('NoMetadataError', () => {
  it('says which operation, and what to do', () => {
    const error = new NoMetadataError('operations/1');
    expect(error.message).toMatch(/^Operation "operations\/1" has no metadata\. .*: poll, or /);
    expect(error.operationName).toBe('operations/1');
  });
});
