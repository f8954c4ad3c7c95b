import { lastValueFrom } from 'rxjs';
import { delete$ } from '../../core/client/delete.js';
import { connect } from '../connect.js';
import type { ConnectionOptions } from '../connection-options.js';
import { ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { writeLine } from '../output/write-line.js';

/** Tells the server that the result of an operation is not wanted any more. */
export async function deleteOperation(name: string, options: ConnectionOptions, io: Io): Promise<number> {
  const client = await connect(options, name);
  try {
    await lastValueFrom(delete$(client, name, { timeout: options.callTimeout }));
    writeLine(io.stdout, options.json ? JSON.stringify({ name, deleted: true }) : `Deleted ${name}.`);
    return ExitCode.SUCCESS;
  } finally {
    client.close();
  }
}
