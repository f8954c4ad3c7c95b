import { map, take, timer } from 'rxjs';
import type { MessageType } from '../../src/index.js';

/** What operations of the soak tell, and end with. */
export const text: MessageType<string> = {
  typeName: 'soak.v1.Text',
  fromBinary: (bytes) => new TextDecoder().decode(bytes),
  toBinary: (message) => new TextEncoder().encode(message),
};

export const TYPES = { responseType: text, metadataType: text };

/** Work that tells of itself three times, then ends, after some 30 ms. */
export const work$ = timer(0, 10).pipe(
  take(4),
  map((step) => (step < 3 ? { metadata: `step ${step} of three` } : { response: 'done' })),
);
