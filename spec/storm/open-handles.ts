import { filter, firstValueFrom, map, timer } from 'rxjs';

const KEEPS_ALIVE = /TCP|TLS|Timeout|Immediate|GetAddrInfo|HTTP/i;
/** Sockets that are kept for the next call are closed after some seconds, by fetch after four and by node:http after five. */
const LAST_LOOK = 60;
const BETWEEN_LOOKS = 250;

/** What keeps this process alive. */
export function openHandles(): readonly string[] {
  return process.getActiveResourcesInfo().filter((resource) => KEEPS_ALIVE.test(resource));
}

/** What is open beyond what was before, after those who keep it for a while had the time to close it. */
export function leftOpen(before: readonly string[]): Promise<readonly string[]> {
  return firstValueFrom(
    timer(0, BETWEEN_LOOKS).pipe(
      map((look) => ({ look, open: without(openHandles(), [...before, OWN_TIMER]) })),
      filter(({ look, open }) => open.length === 0 || look === LAST_LOOK),
      map(({ open }) => open),
    ),
  );
}

/** The one that looks. */
const OWN_TIMER = 'Timeout';

function without(list: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...list];
  for (const other of others) {
    const at = left.indexOf(other);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}
