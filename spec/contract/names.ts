const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** Names of every kind: nothing in them is more than a character. */
export const NAMES = [
  'operations/CgwI+/a=',
  'operations/a b',
  'operations/a%2fb%2F%252e%2e%',
  'projects/p/locations/l/operations/1',
  'a?b=c&d#e',
  'operations/x:cancel',
  'operations/x:wait',
  'opérations/ünïcode/日本/😀',
  "operations/!*'();:@&=+$,[]",
  'operations/...',
  '~user/-_.',
  `operations/${printable}`,
];

/** Names with segments that are empty, or that mean other segments. */
export const NOT_IN_A_PATH = ['operations//1', '/operations/1', 'operations/', 'operations/../1', './operations'];
