import type { IncomingMessage, ServerResponse } from 'node:http';
import { StatusCode } from '../../core/model/status-code.js';
import { HttpError } from '../http-error.js';

/**
 * Reduces the target of a request to its path and query, as it also may come with the address of the server, and checks
 * that it is for one host alone; otherwise the connection ends with the answer.
 *
 * @throws HttpError when the target is of another form, or the host is given twice, or in two ways.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function normalizeTarget(request: IncomingMessage, response: ServerResponse): void {
  const { url = '', headers, headersDistinct } = request;
  // Somebody in between may have read the request in another way, and what follows, too.
  const refusal = (message: string): HttpError => {
    response.setHeader('connection', 'close');
    return new HttpError(400, { code: StatusCode.INVALID_ARGUMENT, message });
  };
  if ((headersDistinct['host']?.length ?? 0) > 1) throw refusal('more than one Host');
  if (url.startsWith('/') || (url === '*' && request.method === 'OPTIONS')) return;
  const [, authority, rest = ''] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  if (authority === undefined) throw refusal('the target of the request is no path, and no URL of HTTP');
  if (authority.toLowerCase() !== headers.host?.toLowerCase()) throw refusal('the URL and Host name different servers');
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
