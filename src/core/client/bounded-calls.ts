import type { Observable } from 'rxjs';
import { numberOption, ONE_OR_MORE } from '../model/number-option.js';
import { CallLine } from './call-line.js';
import type { OperationsClient } from './operations-client.js';
import { DEFAULT_MAX_PENDING_WAITS } from './operations-client.js';

/** How many calls of a client may be under way at once. */
export interface CallBounds {
  /** How many calls, 1 or more; waits are not among them. Defaults to 100. */
  readonly maxCallsInFlight?: number | undefined;
  /** How many calls of WaitOperation, 1 or more. Defaults to what the client has, or else to 100. */
  readonly maxPendingWaits?: number | undefined;
}

/**
 * The same client with at most so many calls under way at once. The others wait in line, in order, with no timeout
 * running. The clients of this package are bounded already; this is for one of your own.
 *
 * Calls of one method line up with each other, and the methods take turns: a cancel or a page does not wait behind
 * thousands of polls. Unsubscribing leaves the line; calls that are under way are cancelled 200 at once and 25 a second
 * afterwards, as a server takes more for an attack.
 *
 * @throws RangeError when a number is not a whole one of 1 or more.
 *
 * @example
 * ```ts
 * import { boundedCalls, pollOperation$ } from 'rxjs-longrunning';
 * import { scriptedOperations } from 'rxjs-longrunning/testing';
 *
 * const client = boundedCalls(scriptedOperations({ 'operations/1': 'rs' }), { maxCallsInFlight: 6 });
 * client.callsWaiting$.subscribe((calls) => console.log(calls > 0 ? 'waiting for a free call' : ''));
 *
 * pollOperation$(client, 'operations/1').subscribe(({ status }) => console.log(status));
 * ```
 */
export function boundedCalls(client: OperationsClient, bounds: CallBounds = {}): BoundedClient {
  const maxPendingWaits = numberOption(
    'maxPendingWaits',
    bounds.maxPendingWaits ?? client.maxPendingWaits ?? DEFAULT_MAX_PENDING_WAITS,
    ONE_OR_MORE,
  );
  const calls = new CallLine(callsInFlight(bounds.maxCallsInFlight));
  const waits = new CallLine(maxPendingWaits);
  return {
    maxPendingWaits,
    callsWaiting$: calls.waiting$,
    getOperation: (...call) => calls.bound$('get', client.getOperation(...call)),
    listOperations: (...call) => calls.bound$('list', client.listOperations(...call)),
    waitOperation: (...call) => waits.bound$('wait', client.waitOperation(...call)),
    cancelOperation: (...call) => calls.bound$('cancel', client.cancelOperation(...call)),
    deleteOperation: (...call) => calls.bound$('delete', client.deleteOperation(...call)),
  };
}

/** A client that tells how many of its calls wait in line. */
export interface BoundedClient extends OperationsClient {
  readonly callsWaiting$: Observable<number>;
}

/**
 * The bounds of a client whose calls and waits share their connections, where the user does not say: 50 waits leave half
 * of the streams of HTTP/2 to calls, and a browser opens six connections to a host over HTTP/1.1.
 */
export function sharedBounds({ maxCallsInFlight, maxPendingWaits }: CallBounds): CallBounds {
  return { maxCallsInFlight, maxPendingWaits: maxPendingWaits ?? (isNode() ? 50 : 4) };
}

function isNode(): boolean {
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } };
  return process?.versions?.node !== undefined;
}

/**
 * The option `maxCallsInFlight`, from partial to total.
 *
 * @throws RangeError when it is not a whole number of 1 or more.
 */
export function callsInFlight(value = 100): number {
  return numberOption('maxCallsInFlight', value, ONE_OR_MORE);
}
