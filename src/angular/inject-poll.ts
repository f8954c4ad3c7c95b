import { isPlatformServer } from '@angular/common';
import { DOCUMENT, inject, NgZone, PendingTasks, PLATFORM_ID } from '@angular/core';
import type { Observable } from 'rxjs';
import { combineLatest, defer, finalize, map, take, tap } from 'rxjs';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { OperationLike } from '../core/model/operation-message-of.js';
import { operationName } from '../core/model/operation-name.js';
import { toOperationMessage } from '../core/model/to-operation-message.js';
import type { OperationState } from '../core/model/operation-state.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import { offline$ } from '../core/polling/offline.js';
import { pageHidden$ } from '../core/polling/page-hidden.js';
import { pollFrom$, pollOperation$ } from '../core/polling/poll-operation.js';
import type { PollOptions } from '../core/polling/poll-options.js';
import { resolvePollOptions } from '../core/polling/poll-options.js';
import { HANDOVER } from './handover.js';
import { OPERATIONS_CLIENT } from './operations-client-token.js';
import { given, POLLING_DEFAULTS } from './polling-defaults.js';
import { leavingZone, outsideZone } from './zones.js';

/** `pollOperation$` with the client and the defaults that are provided, as it is to be in Angular. */
export type Poll = <R = PackedMessage, M = PackedMessage>(
  operation: string | OperationLike,
  options?: PollOptions<R, M>,
) => Observable<OperationState<R, M>>;

/** What polls operations in Angular, on the server or in the browser. */
export function injectPoll(): Poll {
  const zone = inject(NgZone);
  const defaults = inject(POLLING_DEFAULTS);
  const pauses$ = hiddenOrOffline$(inject(DOCUMENT));
  const pollFrom$ = isPlatformServer(inject(PLATFORM_ID)) ? injectServerPoll() : injectBrowserPoll();
  return <R, M>(operation: string | OperationLike, options: PollOptions<R, M> = {}) => {
    const merged: PollOptions<R, M> = { pauseWhile: pauses$, ...given(defaults), ...given(options) };
    const settings = resolvePollOptions(merged);
    const start = typeof operation === 'string' ? operationName(operation) : toOperationMessage(operation);
    return pollFrom$(start, {
      ...merged,
      pauseWhile: settings.pauseWhile?.pipe(leavingZone(zone)),
      pollNow: settings.pollNow?.pipe(leavingZone(zone)),
    }).pipe(outsideZone(zone));
  };
}

type PollFrom = <R, M>(start: Start, options: PollOptions<R, M>) => Observable<OperationState<R, M>>;

/** A name, or a message with what is known. */
type Start = string | OperationMessage;

/** One state, for which the rendering waits, and which is handed over. */
function injectServerPoll(): PollFrom {
  const client = inject(OPERATIONS_CLIENT);
  const tasks = inject(PendingTasks);
  const handover = inject(HANDOVER);
  return (start, options) =>
    defer(() => {
      const once = { ...options, pauseWhile: undefined, longPoll: false };
      const give = handover.giver(client, nameOf(start));
      return pollOperation$(client, start, once).pipe(
        take(1),
        tap((state) => give(state)),
        finalize(tasks.add()),
      );
    });
}

/** All states, of which the first may be the one that was handed over. */
function injectBrowserPoll(): PollFrom {
  const client = inject(OPERATIONS_CLIENT);
  const handover = inject(HANDOVER);
  return (start, options) =>
    defer(() => pollFrom$(client, start, options, isNameAlone(start) ? handover.take(nameOf(start)) : undefined));
}

/** A message says more than what was handed over, unless it is the one of a name. */
function isNameAlone(start: Start): boolean {
  return typeof start === 'string' || (!start.done && start.metadata === undefined);
}

function nameOf(start: Start): string {
  return typeof start === 'string' ? start : start.name;
}

/** Whether the page is hidden or offline: polling pauses then. */
export function hiddenOrOffline$(document: Document): Observable<boolean> {
  return combineLatest([pageHidden$(document), offline$(document.defaultView ?? undefined)]).pipe(
    map(([hidden, offline]) => hidden || offline),
  );
}
