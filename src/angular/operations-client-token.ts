import { InjectionToken } from '@angular/core';
import type { OperationsClient } from '../core/client/operations-client.js';

/** The client of `provideOperations`. */
export const OPERATIONS_CLIENT = new InjectionToken<OperationsClient>('OperationsClient', {
  providedIn: 'root',
  factory: () => {
    throw new Error(
      'There is no operations client: add provideOperations(withRest({ baseUrl })) to the providers of the application.',
    );
  },
});
