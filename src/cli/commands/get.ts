import { lastValueFrom } from 'rxjs';
import { getOperation$ } from '../../core/client/get-operation.js';
import { connect } from '../connect.js';
import type { ConnectionOptions } from '../connection-options.js';
import { ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { loadKnownTypes } from '../load-known-types.js';
import { stateOf } from '../output/polled-once.js';
import { writeLine } from '../output/write-line.js';
import { stateJson } from '../output/state-json.js';
import { stateLines } from '../output/state-text.js';

/** Shows how an operation goes. */
export async function get(name: string, options: ConnectionOptions, io: Io): Promise<number> {
  const types = await loadKnownTypes(options);
  const client = await connect(options, name);
  try {
    const message = await lastValueFrom(getOperation$(client, name, { timeout: options.callTimeout }));
    const state = stateOf(message);
    writeLine(io.stdout, ...(options.json ? [stateJson(state, types)] : stateLines(state, types)));
    return 'error' in state ? ExitCode.OPERATION_FAILED : ExitCode.SUCCESS;
  } finally {
    client.close();
  }
}
