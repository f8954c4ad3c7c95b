import type { OperationMessage } from 'rxjs-longrunning';
import { NO_ANSWER } from './connection.js';

/** A request to digest a folder. */
export interface DigestRequest {
  /** Relative to the root of the server. */
  readonly path: string;
  /** The same for each try, so that the one whose answer was lost is not followed by another operation. */
  readonly requestId: string;
}

interface Answer {
  readonly name?: string;
  readonly error?: { readonly message: string };
}

/** An id that no other request has. `crypto.randomUUID` is not there on a page over plain HTTP of another host. */
export function newRequestId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}

/**
 * Starts to digest a folder: a call of the example service, and no part of google.longrunning.
 *
 * @throws Error that says what the server said, or that it said nothing.
 */
export async function startDigest(request: DigestRequest): Promise<Pick<OperationMessage, 'name'>> {
  const answer = await fetch('/v1/trees:digest', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }).catch((cause: unknown) => {
    throw new Error(NO_ANSWER, { cause });
  });
  // Where a proxy answers, it may be in HTML.
  const json = (await answer.json().catch(() => ({}))) as Answer;
  if (json.name !== undefined) return { name: json.name };
  throw new Error(json.error?.message ?? `The server answered ${answer.status}.`);
}
