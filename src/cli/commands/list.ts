import { lastValueFrom, map, take, tap } from 'rxjs';
import { listOperations$ } from '../../core/client/list-operations.js';
import { typeNameOf } from '../../core/model/packed-message.js';
import type { OperationState } from '../../core/model/operation-state.js';
import { connect } from '../connect.js';
import type { ConnectionOptions } from '../connection-options.js';
import { ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { loadKnownTypes } from '../load-known-types.js';
import { stateOf } from '../output/polled-once.js';
import { writeLine, writeRow } from '../output/write-line.js';
import { stateJson } from '../output/state-json.js';

/** Which operations to list. */
export type ListOptions = ConnectionOptions & {
  readonly filter?: string;
  readonly pageSize?: number;
  readonly limit?: number;
};

/** Lists operations, one a line, while the pages arrive. */
export async function list(collection: string, options: ListOptions, io: Io): Promise<number> {
  const { filter, pageSize, limit = Infinity, callTimeout, json } = options;
  const types = json ? await loadKnownTypes(options) : undefined;
  const client = await connect(options, collection);
  try {
    const states$ = listOperations$(client, { name: collection, filter, pageSize }, { timeout: callTimeout }).pipe(
      take(limit),
      map(stateOf),
      tap((state) => (types ? writeLine(io.stdout, stateJson(state, types)) : writeRow(io.stdout, row(state)))),
    );
    const last = await lastValueFrom(states$, { defaultValue: undefined });
    if (last === undefined && !json) writeLine(io.stderr, `No operations in ${JSON.stringify(collection)}.`);
    return ExitCode.SUCCESS;
  } finally {
    client.close();
  }
}

function row({ name, status, message: { metadata } }: OperationState): readonly string[] {
  const type = metadata && typeNameOf(metadata);
  return type ? [name, status, type] : [name, status];
}
