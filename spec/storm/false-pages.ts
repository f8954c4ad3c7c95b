/** Answers that are not the server's, as one between the two gives them in HTTP/1.1. The connection is closed after each. */
const PAGES = [
  page('200 OK', '<!doctype html><p>Sign in to the guest network'),
  page('200 OK', '{"name":"operations/storm-1","done":tr', 'application/json'),
  page('200 OK', '', 'application/json'),
  page('403 Forbidden', '<!doctype html><p>Blocked'),
  page('404 Not Found', '<!doctype html><p>Not found'),
  page('500 Internal Server Error', '<!doctype html><p>Oops'),
  page('502 Bad Gateway', '<!doctype html><p>Bad gateway', 'text/html', 'Retry-After: 0'),
  page('503 Service Unavailable', '<!doctype html><p>Back soon', 'text/html', 'Retry-After: soon'),
  page('503 Service Unavailable', 'no healthy upstream', 'text/plain', 'Retry-After: -1'),
  page('504 Gateway Timeout', 'upstream request timeout', 'text/plain'),
  page('429 Too Many Requests', 'slow down', 'text/plain', 'Retry-After: 0.2'),
] as const;

/** Whether a request of HTTP/1.1 begins here. */
export function beginsRequest(chunk: Buffer): boolean {
  return /^(GET|POST) \/.* HTTP\/1\.1\r\n/.test(chunk.toString('latin1', 0, 2_000));
}

/** One of the pages. */
export function falsePage(random: () => number): string {
  return PAGES[Math.floor(random() * PAGES.length)] ?? PAGES[0];
}

function page(status: string, body: string, type = 'text/html; charset=utf-8', ...headers: readonly string[]): string {
  const head = [`HTTP/1.1 ${status}`, `Content-Type: ${type}`, `Content-Length: ${body.length}`, 'Connection: close'];
  return [...head, ...headers, '', body].join('\r\n');
}
