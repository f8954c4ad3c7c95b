import { numberOption } from '../model/number-option.js';

const WHOLE = { accepts: Number.isInteger, text: 'a whole number' };

/**
 * The size of a page as every protocol can carry it: what is above their largest number is that, as servers give fewer
 * anyway, and what is below zero is for them to refuse.
 *
 * @throws RangeError when it is no whole number, of which the protocols make different things.
 */
export function pageSizeOption(pageSize: number | undefined): number | undefined {
  return pageSize === undefined ? undefined : Math.min(numberOption('pageSize', pageSize, WHOLE), 2 ** 31 - 1);
}
