const format = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A time, in ms since 1970, as a clock on the wall shows it: `14:05:09`. */
export function timeOfDay(at: number | undefined): string {
  return at === undefined ? '—' : format.format(at);
}
