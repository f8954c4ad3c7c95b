import fc from 'fast-check';
import { anyText } from './arbitrary-answer.js';

const segment = fc.oneof(
  fc.constantFrom(
    'operations',
    '1',
    '..',
    '.',
    '',
    '...',
    '%2e%2e',
    '%2f',
    '%',
    '\\',
    '..\\',
    '?',
    '#',
    'a?b=c',
    '@',
    'x:y',
  ),
  fc.constantFrom(
    ':',
    ':cancel',
    '//',
    'https://evil.example',
    '\n',
    '\t',
    '\0',
    '\ud800',
    '\u2028',
    '\u00a0',
    '\uff0e\uff0e',
    ' ',
  ),
  anyText(5),
  fc.string({ maxLength: 5 }),
);
const usual = fc.oneof(
  fc.constantFrom('operations', 'projects', '1', 'a=b', 'x y', 'ü', '%41', "o'c(1)!*"),
  fc.stringMatching(/^[\w~.+=@-]{1,8}$/).filter((text) => !/^\.+$/.test(text)),
);
const anySegments = fc.array(segment, { maxLength: 5 });
const usualSegments = fc.array(usual, { minLength: 1, maxLength: 5 });

/** Any name: usual ones, and those that try to lead elsewhere. */
export const arbitraryName = fc
  .oneof({ weight: 3, arbitrary: usualSegments }, { weight: 2, arbitrary: anySegments })
  .map((segments) => segments.join('/'));
