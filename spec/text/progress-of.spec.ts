import { formatBytes } from '../../src/text/format-bytes.js';
import { progressOf } from '../../src/text/progress-of.js';

describe('progressOf', () => {
  for (const [what, metadata, progress] of [
    ['a percentage', { progressPercent: 45 }, { fraction: 0.45, text: '' }],
    ['a percentage in snake case', { progress_percent: '45' }, { fraction: 0.45, text: '' }],
    ['a percentage by another name', { percentComplete: 45 }, { fraction: 0.45, text: '' }],
    ['a percentage out of range', { progressPercent: 145 }, { fraction: 1, text: '' }],
    ['a percentage within progress', { progress: { progressPercent: 45 } }, { fraction: 0.45, text: '' }],
    ['a pair', { filesDone: 1, filesTotal: 4 }, { fraction: 0.25, text: '1 of 4 files' }],
    [
      'a pair in snake case',
      { rows_done: '1000', rows_total: '4000' },
      { fraction: 0.25, text: '1,000 of 4,000 rows' },
    ],
    ['a pair whose count of zero is left out', { filesTotal: 4 }, { fraction: 0, text: '0 of 4 files' }],
    ['a total of none', { filesDone: 0, filesTotal: 0 }, { fraction: 0, text: '0 of 0 files' }],
    [
      'bytes before files',
      { filesDone: 3, filesTotal: 4, bytesDone: '512', bytesTotal: '1024' },
      { fraction: 0.5, text: '512 B of 1.02 kB, 3 of 4 files' },
    ],
    ['both', { progressPercent: 10, filesDone: 3, filesTotal: 4 }, { fraction: 0.1, text: '3 of 4 files' }],
  ] as const) {
    it(`should read ${what}`, () => {
      expect(progressOf(metadata)).toEqual(progress);
    });
  }

  for (const metadata of [
    {},
    { text: 'sorting' },
    { progressPercent: 'half' },
    { filesDone: 3 },
    { filesProcessed: 3, filesTotal: 4 },
    { filesDone: -1, filesTotal: 4 },
    { filesDone: 'some', filesTotal: 4 },
    { done: 1, total: 2 },
    { progress: null },
    { progress: 0.5 },
  ]) {
    it(`should find none in ${JSON.stringify(metadata)}`, () => {
      expect(progressOf(metadata)).toBeUndefined();
    });
  }
});

describe('formatBytes', () => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_460_000_000, '1.46 GB'],
    [2e18, '2,000 PB'],
  ] as const) {
    it(`should write ${bytes} as ${text}`, () => {
      expect(formatBytes(bytes)).toBe(text);
    });
  }
});
