const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A count, with separators between thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** A number of bytes, to three digits: `512 B`, `1.46 MB`. Intl would say `1.46BB` for 1.46 GB. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  const value = (bytes / 1_000 ** power).toLocaleString('en', { maximumSignificantDigits: 3 });
  return `${value} ${UNITS[power]}`;
}
