import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { operationsService } from './operations-service.js';

export const metadata = { type_url: 'type.googleapis.com/acme.v1.Progress', value: Buffer.from([8, 42, 16, 100]) };

/** Serves operations that run for ever, and gives the target. */
export function serveRunningOperations(): Promise<string> {
  return serve({
    GetOperation: ({ request }: ServerUnaryCall<{ name: string }, object>, answer: sendUnaryData<object>) =>
      answer(null, { name: request.name, metadata }),
  });
}

/** Serves some methods of google.longrunning.Operations, and gives the target. */
export async function serve(methods: UntypedServiceImplementation): Promise<string> {
  const server = new Server({ 'grpc.enable_channelz': 0 });
  server.addService(operationsService(), methods);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return `127.0.0.1:${port}`;
}
