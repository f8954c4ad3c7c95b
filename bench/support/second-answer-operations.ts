import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { metadata, serve } from './grpc-server.js';

/** Serves operations that are done each second time they are asked for, their response being their name. Gives the target. */
export function serveSecondAnswerOperations(): Promise<string> {
  const running = new Set<string>();
  return serve({
    GetOperation: ({ request: { name } }: ServerUnaryCall<{ name: string }, object>, answer: sendUnaryData<object>) => {
      if (running.delete(name)) {
        const response = { type_url: 'type.googleapis.com/acme.v1.Name', value: Buffer.from(name) };
        answer(null, { name, metadata, done: true, response });
      } else {
        running.add(name);
        answer(null, { name, metadata });
      }
    },
  });
}
