import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import type { OperationsClient } from '../core/client/operations-client.js';
import { numberOption } from '../core/model/number-option.js';
import type { LimitSettings, ServeLimits } from './serve-limits.js';
import { resolveServeLimits, TIMER } from './serve-limits.js';
import type { StartingService } from './starting-service.js';

/** Certificates and keys, as node:tls takes them. */
export type ServerTls = SecureContextOptions & Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'>;

/** What is served, and where. */
export interface ServeOptions {
  /** Answers Get, List, Wait, Cancel and Delete: an `InMemoryOperations`, or a client of another server. */
  readonly operations: OperationsClient;
  /** The services that start operations. Defaults to none. */
  readonly services?: readonly StartingService[] | undefined;
  /** The address to listen on. Defaults to `127.0.0.1`. */
  readonly host?: string | undefined;
  /** The port to listen on. Defaults to 0: a free one. */
  readonly port?: number | undefined;
  /** The server's certificate and key. Defaults to none on a loopback address; any other needs this, or `insecure`. */
  readonly tls?: ServerTls | undefined;
  /**
   * Cleartext on an address that others can reach, and, on a loopback address, requests for any host, as a proxy hands
   * them on. Defaults to `false`.
   */
  readonly insecure?: boolean | undefined;
  /**
   * Which pages of other origins may call: each as a browser sends it, such as `https://app.example.com`, or `*` for
   * all. They may send any header; cookies play no part. Defaults to none: requests of their scripts are refused.
   */
  readonly cors?: { readonly origins: readonly string[] } | undefined;
  /**
   * A folder with an application that is built for browsers. Its files are served at the paths where there is nothing
   * else, and its `index.html` at those of its pages, which may load and call nothing but this server. Defaults to none.
   */
  readonly webRoot?: string | undefined;
  /**
   * How long a connection may take to say what it wants, in ms: until the headers of its first request are there, with
   * the TLS handshake before, and for the headers of each later one. Defaults to 10,000.
   */
  readonly handshakeTimeout?: number | undefined;
  /** How much clients may take of the server, and how slow they may be. Defaults to the default of each limit. */
  readonly limits?: ServeLimits | undefined;
  /** Is told of errors that are not `RpcError`s, and of the method, as clients are not. Defaults to `console.error`. */
  readonly onError?: ((error: unknown, method: string) => void) | undefined;
}

/** The options with their defaults in place. */
export interface ServeSettings extends Required<Pick<ServeOptions, 'operations' | 'services' | 'host' | 'port'>> {
  readonly tls: ServerTls | undefined;
  readonly handshakeTimeout: number;
  readonly limits: LimitSettings;
  readonly onError: (error: unknown, method: string) => void;
  readonly origins: readonly string[] | undefined;
  /** The hosts that requests may be for; any when absent. */
  readonly hosts: ((hostname: string) => boolean) | undefined;
  readonly webRoot: string | undefined;
}

/**
 * From partial to total, field by field.
 *
 * @throws TypeError when the host is empty, when cleartext would be open to others, when an origin is none, or when there
 *   is no application; RangeError when a number is out of its range.
 */
export function resolveServeOptions(options: ServeOptions): ServeSettings {
  const { operations, services = [], host = '127.0.0.1', tls, insecure = false } = options;
  // Node would take it for all addresses.
  if (host.trim() === '') throw new TypeError('host is empty: expected an address such as "127.0.0.1".');
  if (!tls && !insecure && !LOOPBACK.test(host)) {
    throw new TypeError(
      `Serving on ${host} without TLS lets others read and cancel operations: give tls, or set insecure.`,
    );
  }
  return {
    operations,
    services,
    host,
    port: numberOption('port', options.port ?? 0, PORT),
    tls,
    handshakeTimeout: numberOption('handshakeTimeout', options.handshakeTimeout ?? 10_000, TIMER),
    limits: resolveServeLimits(options.limits),
    onError: options.onError ?? ((error, method) => console.error(`The call of ${method} failed:`, error)),
    origins: options.cors?.origins.map(checkOrigin),
    webRoot: options.webRoot === undefined ? undefined : checkWebRoot(options.webRoot),
    // A page can make its own name that of this machine, and read the answers as its own; a certificate prevents it.
    hosts: tls || insecure ? undefined : (hostname) => LOOPBACK.test(hostname),
  };
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/i;

const PORT = {
  accepts: (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535,
  text: 'a whole number from 0 to 65,535',
};

const ORIGIN = /^([a-z][a-z0-9+.-]*:\/\/[^\s/?#@A-Z]+|\*)$/;

function checkOrigin(origin: string): string {
  if (ORIGIN.test(origin)) return origin;
  throw new TypeError(
    `${JSON.stringify(origin)} is no origin: expected one such as "https://app.example.com", without a path, or "*".`,
  );
}

function checkWebRoot(folder: string): string {
  if (existsSync(join(folder, 'index.html'))) return folder;
  throw new TypeError(`webRoot has no index.html: ${JSON.stringify(folder)} is no application built for browsers.`);
}
