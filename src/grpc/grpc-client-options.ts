import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import { callsInFlight } from '../core/client/bounded-calls.js';
import { numberOption, ONE_OR_MORE } from '../core/model/number-option.js';
import type { ProtoOptions } from '../protobuf/load-definitions.js';
import type { ProtoSource } from '../protobuf/proto-source.js';
import { VERSION } from '../protobuf/generated/version.js';
import { callMetadata } from './call-metadata.js';
import { checkTarget } from './check-target.js';
import type { Headers } from './call-metadata.js';
import type { GrpcBounds } from './grpc-channels.js';
import type { Grpc } from './load-grpc.js';

/** Where a server is, and how it is called. */
export interface GrpcClientOptions extends ProtoOptions {
  /**
   * A gRPC target: `host:port`, `dns:///host:port`, `dns://server/host:port`, `unix:/path`, `xds:///name`, or one of a
   * resolver that is registered with grpc-js. Without a port, 443.
   */
  readonly target: string;
  /** TLS or call credentials. Defaults to TLS with the system's roots. */
  readonly credentials?: ChannelCredentials | undefined;
  /** Cleartext, as for a server on this machine. Not together with `credentials`. Defaults to `false`. */
  readonly insecure?: boolean | undefined;
  /**
   * Options of the channel. `grpc.enable_retries` and `grpc.enable_channelz` default to 0 here: polling retries
   * by itself, and both cost time in each call.
   */
  readonly channelOptions?: ChannelOptions | undefined;
  /** Headers to send with every call. Defaults to none. */
  readonly headers?: Headers | undefined;
  /**
   * How many calls are under way at once, 1 or more; the others wait in line, with no timeout running. Calls share one
   * connection, so keep it within the streams that the server allows on one. Defaults to 100.
   */
  readonly maxCallsInFlight?: number | undefined;
  /** How many calls of WaitOperation are pending at once, 1 or more; any beyond that are polled. Defaults to 1,000. */
  readonly maxPendingWaits?: number | undefined;
  /**
   * How many of the pending waits share one connection, 1 or more. Lower it for a server that allows fewer streams.
   * Defaults to 100, the least that HTTP/2 recommends.
   */
  readonly waitsPerConnection?: number | undefined;
  /** What goes before `grpc-node-js/…` in the user agent. Defaults to `rxjs-longrunning/<version>`. */
  readonly userAgent?: string | undefined;
  /** Proto files, or descriptors, of the services to call and the messages to unpack. Defaults to none. */
  readonly protos?: readonly ProtoSource[] | undefined;
}

/** The options with their defaults in place. */
export interface GrpcClientSettings {
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly channelOptions: ChannelOptions;
  readonly headers: Headers;
  readonly bounds: GrpcBounds;
  readonly protos: readonly ProtoSource[];
  readonly protoOptions: ProtoOptions;
}

/**
 * From partial to total, field by field.
 *
 * @throws TypeError when the target is not valid, or when credentials are to be sent in cleartext; RangeError when a
 *   number is out of its range.
 */
export function resolveGrpcClientOptions(options: GrpcClientOptions, grpc: Grpc): GrpcClientSettings {
  if (options.insecure && options.credentials) {
    throw new TypeError('insecure and credentials exclude each other: leave one out.');
  }
  const headers = options.headers ?? {};
  callMetadata(grpc, undefined, headers);
  return {
    target: checkTarget(options.target, grpc),
    credentials:
      options.credentials ?? (options.insecure ? grpc.credentials.createInsecure() : grpc.credentials.createSsl()),
    channelOptions: {
      'grpc.enable_retries': 0,
      'grpc.enable_channelz': 0,
      'grpc.primary_user_agent': options.userAgent ?? `rxjs-longrunning/${VERSION}`,
      ...options.channelOptions,
    },
    headers,
    bounds: {
      maxCallsInFlight: callsInFlight(options.maxCallsInFlight),
      maxPendingWaits: numberOption('maxPendingWaits', options.maxPendingWaits ?? 1_000, ONE_OR_MORE),
      waitsPerConnection: numberOption('waitsPerConnection', options.waitsPerConnection ?? 100, ONE_OR_MORE),
    },
    protos: options.protos ?? [],
    protoOptions: { includeDirs: options.includeDirs, loader: options.loader },
  };
}
