import type { PackedMessage } from '../core/model/packed-message.js';
import { StatusCode } from '../core/model/status-code.js';
import type { ScriptedAnswer } from './scripted-answer.js';
import { cancelled, failed, running, succeeded } from './scripted-answer.js';

/**
 * The answers to the polls of one operation, one each, in order: a list of them, or a string with a character for each.
 *
 * In a string, `r` is running, `s` succeeded, `f` failed (`INTERNAL`), `c` cancelled, `u` a poll that fails with
 * `UNAVAILABLE`, unless the option `values` has it otherwise.
 */
export type OperationScript<R = PackedMessage, M = PackedMessage> = string | readonly ScriptedAnswer<R, M>[];

/** What characters stand for. */
export type ScriptValues<R, M> = Readonly<Record<string, ScriptedAnswer<R, M>>>;

const DEFAULT_VALUES: ScriptValues<never, never> = {
  r: running(),
  s: succeeded(),
  f: failed(StatusCode.INTERNAL),
  c: cancelled(),
  u: StatusCode.UNAVAILABLE,
};

/**
 * The answers that a script stands for.
 *
 * @throws TypeError naming the character that stands for none.
 */
export function answersOf<R, M>(
  name: string,
  script: OperationScript<R, M>,
  values: ScriptValues<R, M> = {},
): readonly ScriptedAnswer<R, M>[] {
  if (typeof script !== 'string') return script;
  const known: Partial<ScriptValues<R, M>> = { ...DEFAULT_VALUES, ...values };
  return Array.from(script, (character, index) => {
    if (known[character] !== undefined) return known[character];
    throw new TypeError(
      `The script ${JSON.stringify(script)} of "${name}" has ${JSON.stringify(character)} as its answer ` +
        `${index + 1}; known are ${Object.keys(known).join(', ')}. Others are given with the option values.`,
    );
  });
}
