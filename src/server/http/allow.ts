import type { ServerResponse } from 'node:http';
import { StatusCode } from '../../core/model/status-code.js';
import { HttpError, sendError } from '../http-error.js';

/** Answers a request whose method its path does not take, and OPTIONS, with the methods that it takes. */
export function answerAllow(response: ServerResponse, verbs: Iterable<string>): void {
  const all = new Set(verbs).add('OPTIONS');
  // What can be got is answered without its body, too.
  if (all.has('GET')) all.add('HEAD');
  response.setHeader('allow', [...all].sort().join(', '));
  const { method } = response.req;
  if (method === 'OPTIONS') return void response.writeHead(204).end();
  sendError(response, new HttpError(405, { code: StatusCode.UNIMPLEMENTED, message: `this path takes no ${method}` }));
}
