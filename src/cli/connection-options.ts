import type { GrpcClientOptions } from '../grpc/grpc-client-options.js';

/** Which server to call, and how: the options of every command for a server. */
export interface ConnectionOptions {
  readonly target: string;
  readonly insecure?: boolean;
  readonly header?: Readonly<Record<string, string>>;
  readonly types?: readonly string[];
  readonly include?: readonly string[];
  /** In ms. */
  readonly callTimeout: number;
  readonly json?: boolean;
  /** Not from the command line. */
  readonly channelOptions?: GrpcClientOptions['channelOptions'];
}
