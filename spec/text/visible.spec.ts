import { visible, visibleLine } from '../../src/text/visible.js';

describe('visible', () => {
  for (const [what, text, shown] of [
    ['an escape of ANSI', 'a\u001b[2Kb', 'a\\u001b[2Kb'],
    ['a control character of C1', 'a\u009bb', 'a\\u009bb'],
    ['a carriage return', 'a\rb', 'a\\u000db'],
    ['an override of the direction', '\u202egpj.exe', '\\u202egpj.exe'],
    ['an isolate of a direction', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['a mark of a direction', 'a\u200fb\u061cc', 'a\\u200fb\\u061cc'],
    ['a blank of no width', 'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
    ['a joiner', 'a\u200db\u2060c', 'a\\u200db\\u2060c'],
    ['a soft hyphen', 'a\u00adb', 'a\\u00adb'],
    ['separators of lines and paragraphs', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
    ['letters that are drawn as nothing', '\u3164\u115f\uffa0\u17b4\u034f', '\\u3164\\u115f\\uffa0\\u17b4\\u034f'],
    ['a tag, beyond the first plane', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
    ['a selector of a variation', 'a\ufe0fb', 'a\\ufe0fb'],
    ['blanks that are no plain ones', 'a\u00a0b\u3000c\u2800d', 'a\\u00a0b\\u3000c\\u2800d'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['what is private, or not assigned', '\ue000\u0378\uffff', '\\ue000\\u0378\\uffff'],
  ] as const) {
    it(`should show ${what}`, () => {
      expect(visible(text)).toBe(shown);
      expect(JSON.parse(`"${visible(text)}"`)).toBe(text);
    });
  }

  it('should leave alone what shows: letters, accents, digits, emoji, plain blanks, tabs and line breaks', () => {
    const text = 'naïve Straße שלום 日本語 नमस्ते e\u0301 5 €\t🎉\n ok';
    expect(visible(text)).toBe(text);
  });
});

describe('visibleLine', () => {
  it('should escape line breaks and tabs, too', () => {
    expect(visibleLine('a\tb\nc\u2028d')).toBe('a\\u0009b\\u000ac\\u2028d');
  });
});
