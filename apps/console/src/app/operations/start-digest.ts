import type { OperationMessage } from 'rxjs-longrunning';

/** A request to digest a folder. */
export interface DigestRequest {
  /** Relative to the root of the server. */
  readonly path: string;
  /** The same for each try, so that the one whose answer was lost is not followed by another operation. */
  readonly requestId: string;
}

/**
 * Starts to digest a folder: a call of the example service, and no part of google.longrunning.
 *
 * @throws Error that says what the server said.
 */
export async function startDigest(request: DigestRequest): Promise<Pick<OperationMessage, 'name'>> {
  const answer = await fetch('/v1/trees:digest', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const json = (await answer.json()) as { readonly name?: string; readonly error?: { readonly message: string } };
  if (json.name !== undefined) return { name: json.name };
  throw new Error(json.error?.message ?? `The server answered ${answer.status}.`);
}
