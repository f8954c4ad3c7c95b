import { defer } from 'rxjs';
import type { OperationState } from '../../core/model/operation-state.js';
import { pollOperation$ } from '../../core/polling/poll-operation.js';
import { connect } from '../connect.js';
import type { ConnectionOptions } from '../connection-options.js';
import { addressText } from '../connection-options.js';
import { formatDuration } from '../../text/format-duration.js';
import type { Io } from '../io.js';
import { loadKnownTypes } from '../load-known-types.js';
import { chooseOutput } from '../output/choose-output.js';
import { stateLines } from '../output/state-text.js';
import type { PollingOptions } from '../polling-options.js';
import { pollOptions } from '../polling-options.js';
import { waitCommand } from '../wait-command.js';
import { watch } from '../watch.js';

/** What `wait` is told. */
export type WaitOptions = ConnectionOptions & PollingOptions;

/** The first delay, in ms. */
const INITIAL_DELAY = 500;

/** Waits for an operation at a server, and shows how it goes. */
export async function wait(name: string, options: WaitOptions, io: Io): Promise<number> {
  const types = await loadKnownTypes(options);
  const client = await connect(options, name);
  try {
    const resultLines = (state: OperationState, elapsed: number): readonly string[] => [
      ...stateLines(state, types),
      `waited: ${formatDuration(elapsed)}`,
    ];
    const output = await chooseOutput(options, { types, resultLines }, io);
    const polled$ = pollOperation$(client, name, pollOptions(options, INITIAL_DELAY));
    const states$ = defer(() => {
      // Once Ctrl-C is listened for.
      output.note(`Waiting for ${name} at ${addressText(options)}`);
      return polled$;
    });
    return await watch({ states$, name, output, resume: (latest) => waitCommand(latest, options) }, io);
  } finally {
    client.close();
  }
}
