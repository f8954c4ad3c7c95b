/** How many polls, in words. */
export function pollsText(count: number): string {
  return count === 1 ? '1 poll' : `${count} polls`;
}
