import type { FindType } from '../core/model/status.js';
import type { JsonObject } from './from-rest-json.js';
import type { RestHeaders } from './rest-headers.js';

/** One call: what is asked for, and what reads the answer. */
export interface RestCall<T> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  /** JSON; none when absent. */
  readonly body: string | undefined;
  readonly headers: RestHeaders | undefined;
  /** In ms; none when absent. */
  readonly timeout: number | undefined;
  /** For the messages of errors: `GetOperation of "operations/1" at https://example.com`. */
  readonly label: string;
  readonly isWait: boolean;
  /** The JSON that an empty answer stands for; none when empty. */
  readonly whenEmpty: string;
  readonly read: (body: JsonObject, detailTypeNamed: FindType, headers: Headers) => T;
}
