import { ApplicationRef, inject, makeStateKey, TransferState } from '@angular/core';
import type { OperationMessageJson } from '../core/model/operation-json.js';
import { fromOperationJson, toOperationJson } from '../core/model/operation-json.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { OperationState } from '../core/model/operation-state.js';

/** What a server knew of operations when it rendered the page, for the browser that shows it. */
export interface Handover {
  /** On the server. */
  give(name: string, state: OperationState): void;
  /** In the browser; nothing once the application is stable, as it would be old. */
  take(name: string): OperationMessage | undefined;
}

/** The handover through Angular's `TransferState`. */
export function injectHandover(): Handover {
  const transferState = inject(TransferState);
  const application = inject(ApplicationRef);
  return {
    give: (name, { message, poll }) => {
      // After a failure, the message says no more than the name does.
      if (poll.failures === 0) transferState.set(keyOf(name), toOperationJson(message));
    },
    take: (name) => {
      const key = keyOf(name);
      const json = transferState.get(key, undefined);
      if (json === undefined) return undefined;
      // Not at once: other parts of the page may follow the same operation.
      void application.whenStable().then(() => transferState.remove(key));
      return fromOperationJson(json);
    },
  };
}

const keyOf = (name: string) => makeStateKey<OperationMessageJson | undefined>(`rxjs-longrunning ${name}`);
