import { fetchCall$ } from '../rest/fetch-call.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import type { RestClientSettings } from '../rest/rest-client-options.js';
import { resolveRestClientOptions } from '../rest/rest-client-options.js';
import { restOperationsClient } from '../rest/rest-operations-client.js';
import type { Connection } from './connection.js';
import { UsageError } from './usage-error.js';

/** What a URL of this machine has for a host. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

/** Where a client of REST calls, and how. */
export interface RestConnectionOptions {
  readonly rest: string;
  readonly insecure?: boolean;
  readonly header?: Readonly<Record<string, string>>;
}

/**
 * A client of a server that speaks REST.
 *
 * @throws UsageError when the URL is not valid, and for cleartext that others could read, unless it is asked for; TypeError
 *   when a header cannot be sent.
 */
export function connectRest({ rest, insecure = false, header = {} }: RestConnectionOptions): Connection {
  const settings = settingsOf(rest);
  checkSecurity(new URL(rest), insecure);
  return {
    ...restOperationsClient({ baseUrl: rest, headers: header }),
    // Where its annotation of google.api.http says; `digest` is the only command that starts something.
    startOperation: (method, request, { timeout } = {}) =>
      fetchCall$(settings, {
        method: 'POST',
        url: `${settings.base}/trees:digest`,
        body: JSON.stringify(request),
        headers: header,
        timeout,
        label: `${method} at ${settings.origin}`,
        isWait: false,
        whenEmpty: '',
        read: operationMessageOf,
      }),
    // Idle connections do not keep the process.
    close: () => undefined,
  };
}

function settingsOf(baseUrl: string): RestClientSettings {
  try {
    return resolveRestClientOptions({ baseUrl });
  } catch (cause) {
    throw new UsageError(
      '--rest expects a URL such as https://example.com, without a query, fragment or password; what was given is not ' +
        'shown here, as it may be secret.',
      { cause },
    );
  }
}

function checkSecurity({ protocol, hostname, host }: URL, insecure: boolean): void {
  if (protocol === 'https:' && insecure) {
    throw new UsageError(
      '--insecure means cleartext, and the URL of --rest means TLS: leave out --insecure, or use http:.',
    );
  }
  if (protocol === 'http:' && !insecure && !LOOPBACK.test(hostname)) {
    throw new UsageError(
      `--rest with http://${host} sends all in cleartext, for others to read: use https:, or, if that is meant, add --insecure.`,
    );
  }
}
