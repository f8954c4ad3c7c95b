import { defer, of } from 'rxjs';
import { work } from '../../bench/support/worker.js';
import { InMemoryOperations, serveOperations } from '../../src/server/index.js';
import { bytesHeld } from '../support/bytes-held.js';
import { soakProto } from './soak-proto.js';
import { TYPES, work$ } from './soak-work.js';

/** Serves a method that starts an operation, and forgets operations soon after their end. */
async function serve(): Promise<string> {
  const operations = new InMemoryOperations({ retention: 500 });
  const Start = () => defer(() => of(operations.start(work$, TYPES)));
  const services = [{ name: 'soak.v1.Soak', protos: [soakProto], methods: { Start } }];
  const { target } = await serveOperations({ operations, services });
  return target;
}

work({ serve, bytesHeld });
