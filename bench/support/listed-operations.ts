import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { metadata, serve } from './grpc-server.js';

interface ListRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Serves so many operations that run for ever, by List, and gives the target. */
export function serveListedOperations(count: number): Promise<string> {
  return serve({
    ListOperations: ({ request }: ServerUnaryCall<ListRequest, object>, answer: sendUnaryData<object>) => {
      const from = Number(request.pageToken || 0);
      const to = Math.min(count, from + request.pageSize);
      const operations = Array.from({ length: to - from }, (_, i) => ({ name: listedName(from + i), metadata }));
      answer(null, { operations, nextPageToken: to < count ? String(to) : '' });
    },
  });
}

/** As long as the names of this package's server, with a UUID. */
export function listedName(index: number): string {
  return `operations/0f9c6b5e-3d2a-4c1b-9e8f-${String(index).padStart(12, '0')}`;
}
