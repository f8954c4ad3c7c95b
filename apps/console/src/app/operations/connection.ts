import { Injectable, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { offline$ } from 'rxjs-longrunning';

/** What is told where a call, or what was to be loaded, did not come. */
export const NO_ANSWER = 'The server does not answer.';

/** That polls fail, and what comes next. */
export interface Lost {
  /** When the first of them failed. */
  readonly since: number;
  /** When the next is made; absent while one is under way. */
  readonly nextTry?: number | undefined;
  /** What failed. */
  readonly reason: string;
  /** Makes the next one now. */
  readonly retry: () => void;
}

/** Whether the server answers, as the page that polls it sees it. */
@Injectable({ providedIn: 'root' })
export class Connection {
  readonly lost = signal<Lost | undefined>(undefined);
  readonly offline = toSignal(offline$(), { requireSync: true });
}
