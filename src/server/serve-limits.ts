import { numberOption, ONE_OR_MORE } from '../core/model/number-option.js';

/**
 * How much clients may take of a server together, and how slow they may be.
 *
 * The defaults are far above what honest clients need, and keep hostile ones from exhausting a process. There is no limit
 * by address: all clients on loopback have the same one, and so have those behind a proxy.
 */
export interface ServeLimits {
  /**
   * Connections open at once. A new one beyond it takes the place of the one that has had no call for longest; if all of
   * them have calls, the new one is closed. Defaults to 5,000.
   */
  readonly connections?: number | undefined;
  /**
   * Calls in flight at once, over all connections, long polls included. Calls beyond it are `RESOURCE_EXHAUSTED`; beyond
   * twice as many, the connection that makes them is closed. Defaults to 10,000.
   */
  readonly calls?: number | undefined;
  /**
   * Calls in flight on one connection of HTTP/2. Clients are told, and keep those beyond it back until others have ended;
   * the connection of one that does not is closed. Defaults to 1,000.
   */
  readonly streams?: number | undefined;
  /**
   * Requests that wait on one connection of HTTP/1 until the one before them is answered. A connection with more is
   * closed. Defaults to 100.
   */
  readonly pipelined?: number | undefined;
  /**
   * Bytes of answers that one connection of HTTP/2 has not read. Once there are as many, further answers wait. Over
   * HTTP/1, an answer waits for the one before it in any case. Defaults to 4 MiB.
   */
  readonly unreadBytesPerConnection?: number | undefined;
  /**
   * Bytes of answers that all connections together have not read. Beyond it, those that have read nothing for longest are
   * closed. Defaults to 256 MiB.
   */
  readonly unreadBytes?: number | undefined;
  /** How long a client may take to send a request, in ms; then its connection is closed. Defaults to 60,000. */
  readonly requestTimeout?: number | undefined;
  /**
   * How long a client may take to read an answer, in ms, or over HTTP/1 what has been written of it so far; then its
   * connection is closed. How long the server takes to answer does not count. Defaults to 60,000.
   */
  readonly answerTimeout?: number | undefined;
  /** How long a connection may have no call, in ms; then it is closed. Defaults to 300,000. */
  readonly idleTimeout?: number | undefined;
}

/** The limits with their defaults in place. */
export type LimitSettings = { readonly [Limit in keyof ServeLimits]-?: number };

const MIB = 1024 * 1024;

const DEFAULTS: LimitSettings = {
  connections: 5_000,
  calls: 10_000,
  streams: 1_000,
  pipelined: 100,
  unreadBytesPerConnection: 4 * MIB,
  unreadBytes: 256 * MIB,
  requestTimeout: 60_000,
  answerTimeout: 60_000,
  idleTimeout: 300_000,
};

/** The largest request, over every protocol, compressed or not, in bytes. */
export const LARGEST_REQUEST = 4 * MIB;

/** The largest answer, in bytes: far above the 4 MiB that most clients read. */
export const LARGEST_ANSWER = 64 * MIB;

/** How much of an upload that was refused is still read, in bytes, and for how long, in ms, so that the answer arrives. */
export const LINGER = { bytes: 4 * MIB, time: 1_000 };

/** How often a connection is probed that has calls and says nothing, and how long the answer may take, in ms. */
export const KEEPALIVE = { time: 60_000, timeout: 20_000 };

/**
 * How many calls of a connection of HTTP/2 may pass their deadline with a request that is not complete; then the
 * connection is closed, as the client holds the stream of each.
 */
export const INCOMPLETE_CALLS = 100;

/** What a timer can hold, in ms. */
export const TIMER = {
  accepts: (value: number) => value >= 1 && value < 2 ** 31,
  text: 'a number from 1 to 2,147,483,647',
};

/** As many streams as a SETTINGS frame can say. */
const STREAMS = {
  accepts: (value: number) => Number.isInteger(value) && value >= 1 && value < 2 ** 31,
  text: 'a whole number from 1 to 2,147,483,647',
};

/**
 * From partial to total, limit by limit.
 *
 * @throws RangeError when one is out of its range.
 */
export function resolveServeLimits(limits: ServeLimits = {}): LimitSettings {
  const entries = Object.entries(DEFAULTS).map(([limit, fallback]) => {
    const range = limit.endsWith('Timeout') ? TIMER : limit === 'streams' ? STREAMS : ONE_OR_MORE;
    return [limit, numberOption(`limits.${limit}`, limits[limit as keyof ServeLimits] ?? fallback, range)];
  });
  return Object.fromEntries(entries) as LimitSettings;
}
