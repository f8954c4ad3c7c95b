import * as node from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import { connectOperationsClient } from '../../src/connect/index.js';
import { loadOperationsClient } from '../../src/grpc/index.js';
import type { OperationsClient } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';

export const TRANSPORTS = ['gRPC', 'REST', 'Connect'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** Clients of one transport. */
export interface StormyClients {
  readonly clients: readonly [OperationsClient, ...OperationsClient[]];
  readonly close: () => void;
}

/** What a user sets who expects such weather: as many waits as the pace is for, and a channel that is back soon. */
export const stormyTransports: Readonly<Record<TransportName, (port: number) => Promise<StormyClients>>> = {
  gRPC: async (port) => {
    const client = await loadOperationsClient({
      target: `127.0.0.1:${port}`,
      insecure: true,
      channelOptions: { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 500 },
    });
    return { clients: [client], close: () => client.close() };
  },
  REST: async (port) => ({
    clients: [restOperationsClient({ baseUrl: `http://127.0.0.1:${port}`, maxPendingWaits: 50 })],
    close: nothing,
  }),
  Connect: async (port) => {
    const baseUrl = `http://127.0.0.1:${port}`;
    const transports = [
      node.createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
      web.createConnectTransport({ baseUrl, useBinaryFormat: false }),
    ] as const;
    const [binary, json] = transports;
    const waits = { maxPendingWaits: 50 };
    return {
      clients: [connectOperationsClient(binary, waits), connectOperationsClient(json, waits)],
      close: nothing,
    };
  },
};

/** The sockets are those of fetch and of node:http, which close them when they are idle. */
function nothing(): void {
  return;
}
