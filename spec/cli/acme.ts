import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import { loadMessageTypes } from '../../src/grpc/index.js';
import type { MessageType, OperationsClient } from '../../src/index.js';
import type { InMemoryOperations, WorkUpdate } from '../../src/server/index.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';

const PROTO = `
syntax = "proto3";
package acme.v1;
message Progress { int32 progress_percent = 1; string step = 2; }
message Note { string text = 1; }
message Report { string title = 1; int64 rows = 2; bytes raw = 3; }
`;

/** A proto file that the command does not know, with its types. */
export interface Acme {
  readonly file: string;
  readonly progressType: MessageType<object>;
  readonly noteType: MessageType<object>;
  readonly reportType: MessageType<object>;
}

export async function acme(fixture: GrpcFixture): Promise<Acme> {
  const file = join(await tempDir(fixture), 'acme.proto');
  await writeFile(file, PROTO);
  const types = await loadMessageTypes([file]);
  return {
    file,
    progressType: types.get('acme.v1.Progress'),
    noteType: types.get('acme.v1.Note'),
    reportType: types.get('acme.v1.Report'),
  };
}

/** An operation that does what the spec says. */
export interface Work {
  readonly name: string;
  readonly updates: Subject<WorkUpdate<object, object>>;
}

export function startWork(
  operations: InMemoryOperations,
  { reportType, progressType }: Pick<Acme, 'reportType' | 'progressType'>,
  metadataType = progressType,
): Work {
  const updates = new Subject<WorkUpdate<object, object>>();
  const { name } = operations.start(updates, { responseType: reportType, metadataType });
  return { name, updates };
}

/** A client that tells of each GetOperation before it answers. */
export class WatchedPolls {
  readonly client: OperationsClient;
  readonly #polls = new Subject<void>();

  constructor(operations: OperationsClient) {
    this.client = {
      getOperation: (request, options) => {
        this.#polls.next();
        return operations.getOperation(request, options);
      },
      listOperations: (request, options) => operations.listOperations(request, options),
      waitOperation: (request, options) => operations.waitOperation(request, options),
      cancelOperation: (request, options) => operations.cancelOperation(request, options),
      deleteOperation: (request, options) => operations.deleteOperation(request, options),
    };
  }

  /** Resolves when so many more polls have arrived. */
  arrived(count: number): Promise<void> {
    return new Promise((resolve) => {
      let left = count;
      const counting = this.#polls.subscribe(() => {
        left -= 1;
        if (left > 0) return;
        counting.unsubscribe();
        resolve();
      });
    });
  }
}
