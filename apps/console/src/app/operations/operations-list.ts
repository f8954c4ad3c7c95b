import { inject, Injectable, signal } from '@angular/core';
import type { Observable } from 'rxjs';
import {
  asyncScheduler,
  catchError,
  combineLatest,
  defer,
  filter,
  finalize,
  ignoreElements,
  merge,
  observeOn,
  of,
  repeat,
  Subject,
  switchMap,
  take,
  tap,
  timer,
  toArray,
} from 'rxjs';
import type { OperationMessage } from 'rxjs-longrunning';
import { isRpcError, offline$, pageHidden$ } from 'rxjs-longrunning';
import { injectOperations } from 'rxjs-longrunning/angular';
import { Connection } from './connection.js';
import type { OperationRow } from './operation-row.js';
import { updateRows } from './update-rows.js';

/** As many as a server gives at most: one page costs little more than one operation. */
const PAGE_SIZE = 1_000;
/** For how many times as long as a poll took nothing is asked: thousands of operations take a while. */
const REST = 5;

/** The delay after so many polls that showed nothing new, in ms: exponential, then fixed. */
const delayAfter = (quiet: number): number => Math.min(10_000, 1_000 * 1.6 ** (quiet - 1));

/** All operations, by a poll of the list rather than one of each. */
@Injectable({ providedIn: 'root' })
export class OperationsList {
  /** The latest first; nothing before the first answer. They stay while the server is away. */
  readonly rows = signal<readonly OperationRow[] | undefined>(undefined);
  /** When the list is asked for again; nothing while it is. */
  readonly nextPoll = signal<number | undefined>(undefined);

  readonly #operations = injectOperations();
  readonly #connection = inject(Connection);
  readonly #refresh$ = new Subject<void>();
  /** Polls since something changed, or since the server went away: the more, the longer the delay. */
  #quiet = 1;
  #failingSince: number | undefined;

  /** Polls for as long as it is subscribed to, and never ends. */
  readonly polling$: Observable<never> = defer(() => this.#poll$()).pipe(
    repeat({ delay: () => this.#delay$() }),
    ignoreElements(),
    finalize(() => {
      this.#quiet = 1;
      this.#failingSince = undefined;
      this.#connection.lost.set(undefined);
    }),
  );

  /** Polls at once: something was done. */
  refresh(): void {
    this.#quiet = 1;
    this.#refresh$.next();
  }

  #poll$(): Observable<unknown> {
    return this.#whenLookedAt$().pipe(
      switchMap(() => {
        const started = Date.now();
        this.nextPoll.set(undefined);
        this.#connection.lost.update((lost) => lost && { ...lost, nextTry: undefined });
        return this.#operations.list$({ name: 'operations', pageSize: PAGE_SIZE }, { timeout: 10_000 }).pipe(
          toArray(),
          // The latest page was just read: what follows is a task of its own.
          observeOn(asyncScheduler),
          tap((messages) => this.#show(messages)),
          catchError((error: unknown) => {
            this.#lose(error);
            return of(undefined);
          }),
          tap(() => this.#plan(Date.now() - started)),
        );
      }),
    );
  }

  #whenLookedAt$(): Observable<unknown> {
    return combineLatest([pageHidden$(), offline$()]).pipe(
      filter(([hidden, offline]) => !hidden && !offline),
      take(1),
    );
  }

  #show(messages: readonly OperationMessage[]): void {
    const before = this.rows();
    this.rows.set(updateRows(before, messages, Date.now()));
    this.#quiet = this.rows() === before && this.#failingSince === undefined ? this.#quiet + 1 : 1;
    this.#failingSince = undefined;
    this.#connection.lost.set(undefined);
  }

  #lose(error: unknown): void {
    this.#quiet = this.#failingSince === undefined ? 1 : this.#quiet + 1;
    this.#failingSince ??= Date.now();
    const reason = isRpcError(error) ? error.statusMessage : String(error);
    this.#connection.lost.set({ since: this.#failingSince, reason, retry: () => this.refresh() });
  }

  #plan(took: number): void {
    const delay = Math.max(delayAfter(this.#quiet), took * REST);
    this.nextPoll.set(Date.now() + delay);
    this.#connection.lost.update((lost) => lost && { ...lost, nextTry: Date.now() + delay });
  }

  #delay$(): Observable<unknown> {
    return merge(timer(new Date(this.nextPoll() ?? 0)), this.#refresh$).pipe(take(1));
  }
}
