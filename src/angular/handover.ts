import { ApplicationRef, inject, InjectionToken, makeStateKey, TransferState } from '@angular/core';
import type { OperationsClient } from '../core/client/operations-client.js';
import { isTooDeep } from '../core/model/bounded-json.js';
import type { OperationMessageJson } from '../core/model/operation-json.js';
import { fromOperationJson, toOperationJson } from '../core/model/operation-json.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { OperationState } from '../core/model/operation-state.js';

/**
 * What a server knew of operations when it rendered the page, for the browser that shows it.
 *
 * By name alone: the browser may reach the same server by another address, and nothing else of a client is the same on
 * both sides. So a name that two clients poll, each of its own server, is not handed over.
 */
export interface Handover {
  /** On the server: hands over the states of an operation that a client is about to poll. */
  giver(client: OperationsClient, name: string): (state: OperationState) => void;
  /** In the browser; nothing once the application has been stable, as it would be old. */
  take(name: string): OperationMessage | undefined;
}

/** The handover of an application, through Angular's `TransferState`. */
export const HANDOVER = new InjectionToken<Handover>('Handover', {
  providedIn: 'root',
  factory: () => {
    const transferState = inject(TransferState);
    const clientsOf = new Map<string, Set<OperationsClient>>();
    let wasStable = false;
    void inject(ApplicationRef)
      .whenStable()
      .then(() => (wasStable = true));
    return {
      giver: (client, name) => {
        const clients = clientsOf.get(name) ?? new Set();
        clientsOf.set(name, clients.add(client));
        if (clients.size > 1) transferState.remove(keyOf(name));
        return ({ message, poll }) => {
          // After a failure, the message says no more than the name does.
          if (clients.size > 1 || poll.failures > 0) return;
          // Angular makes a text of it, which would fail the whole page.
          if (message.response && 'json' in message.response && isTooDeep(message.response.json)) return;
          transferState.set(keyOf(name), toOperationJson(message));
        };
      },
      take: (name) => {
        const json = wasStable ? undefined : transferState.get(keyOf(name), undefined);
        return json && fromOperationJson(json);
      },
    };
  },
});

const keyOf = (name: string) => makeStateKey<OperationMessageJson | undefined>(`rxjs-longrunning ${name}`);
