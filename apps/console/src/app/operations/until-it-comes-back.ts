import { tolerateTransient } from 'rxjs-longrunning';

/** A page is left open over the night: it waits for its server, however long that is away. */
export const untilItComesBack = tolerateTransient({ maxFailures: Number.MAX_SAFE_INTEGER });
