import { lastValueFrom } from 'rxjs';
import { cancel$ } from '../../core/client/cancel.js';
import { connect } from '../connect.js';
import type { ConnectionOptions } from '../connection-options.js';
import { ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { writeLine } from '../output/write-line.js';
import { waitCommand } from '../wait-command.js';

/** Asks the server to cancel an operation. */
export async function cancel(name: string, options: ConnectionOptions, io: Io): Promise<number> {
  const client = await connect(options, name);
  try {
    await lastValueFrom(cancel$(client, name, { timeout: options.callTimeout }));
    const text = [`Asked to cancel ${name}. It may still succeed; for the verdict:`, `  ${waitCommand(name, options)}`];
    writeLine(io.stdout, ...(options.json ? [JSON.stringify({ name, cancelRequested: true })] : text));
    return ExitCode.SUCCESS;
  } finally {
    client.close();
  }
}
