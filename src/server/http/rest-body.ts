import type { IncomingMessage } from 'node:http';
import { StatusCode } from '../../core/model/status-code.js';
import { HttpError } from '../http-error.js';
import { LARGEST_REQUEST } from '../serve-limits.js';
import { jsonDecoder, JsonLimitError } from './json-decoder.js';

/**
 * The JSON of a request; an empty body is an empty object.
 *
 * @throws HttpError when it is too large, of another type, or does not parse, and where its JSON is too deep or has too
 *   many values.
 */
export async function restBody(request: IncomingMessage): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_REQUEST) throw tooLarge();
  const bytes = await bytesOf(request);
  if (bytes.length === 0) return {};
  if (!/^application\/json\s*(;|$)/i.test(type) || encoding !== 'identity') {
    throw refusal(415, 'expected a body of the type application/json, without a content encoding');
  }
  try {
    return JSON.parse(jsonDecoder.decode(bytes));
  } catch (error) {
    throw refusal(400, error instanceof JsonLimitError ? error.message : 'the body is no JSON');
  }
}

/** Not for await: leaving that early would end the connection before the answer is sent. */
function bytesOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request
      .on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= LARGEST_REQUEST) return void chunks.push(chunk);
        chunks.length = 0;
        reject(tooLarge());
      })
      .on('end', () => resolve(Buffer.concat(chunks)))
      .on('error', reject);
  });
}

function tooLarge(): HttpError {
  return refusal(413, `a request has ${LARGEST_REQUEST} bytes at most`);
}

function refusal(status: number, message: string): HttpError {
  return new HttpError(status, { code: StatusCode.INVALID_ARGUMENT, message });
}
