import type { GrpcClientOptions } from '../grpc/grpc-client-options.js';

/** Where the server is: a target of gRPC, or a URL of REST. */
export type ServerAddress =
  { readonly target: string; readonly rest?: undefined } | { readonly rest: string; readonly target?: undefined };

/** How a server is called. */
export interface CallingOptions {
  readonly insecure?: boolean;
  readonly header?: Readonly<Record<string, string>>;
  /** Not needed over REST, which sends the names of fields. */
  readonly types?: readonly string[];
  readonly include?: readonly string[];
  /** In ms. */
  readonly callTimeout: number;
  readonly json?: boolean;
  /** Not from the command line. */
  readonly channelOptions?: GrpcClientOptions['channelOptions'];
}

/** Which server to call, and how: the options of every command for a server. */
export type ConnectionOptions = CallingOptions & ServerAddress;

/** The address, for people. */
export function addressText({ target, rest }: ServerAddress): string {
  return rest ?? target;
}
