import { of } from 'rxjs';
import type { OperationsClient } from 'rxjs-longrunning';
import { serveOperations } from 'rxjs-longrunning/server';

/** Where the server of all transports is. */
export interface TransportServer {
  readonly target: string;
  readonly url: string;
}

/** Serves operations that run for ever, on a port for every transport. */
export async function serveEveryTransport(): Promise<TransportServer> {
  // A type that every client knows.
  const metadata = { typeUrl: 'type.googleapis.com/google.rpc.Status', value: new Uint8Array([8, 42]) };
  const operations: Pick<OperationsClient, 'getOperation'> = {
    getOperation: ({ name }) => of({ name, done: false, metadata }),
  };
  const { target, url } = await serveOperations({ operations: operations as OperationsClient });
  return { target, url };
}
