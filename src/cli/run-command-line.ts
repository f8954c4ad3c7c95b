import { messageOf } from '../core/model/message-of.js';
import { optionalModule } from '../protobuf/optional-module.js';
import { ExitCode, exitCodeOf } from './exit-code.js';
import type { Io } from './io.js';
import { writeLine } from './output/write-line.js';
import { createProgram } from './program.js';
import { UsageError } from './usage-error.js';

/**
 * Runs a command line to its end. All that goes wrong is told on stderr, without a stack trace.
 *
 * @param args what follows the name of the command.
 * @returns the exit code.
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  try {
    const commander = await loadCommander();
    let exitCode: number = ExitCode.SUCCESS;
    const program = createProgram(commander, io, (code) => (exitCode = code));
    // Commander has told what is wrong by the time it throws.
    await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
      if (!(error instanceof commander.CommanderError)) throw error;
      exitCode = error.exitCode === 0 ? ExitCode.SUCCESS : ExitCode.USAGE;
    });
    return exitCode;
  } catch (error) {
    writeLine(io.stderr, `error: ${messageOf(error)}`);
    return exitCodeOf(error);
  }
}

async function loadCommander(): Promise<typeof import('commander')> {
  try {
    return await optionalModule('commander', import('commander'));
  } catch (cause) {
    throw new UsageError(messageOf(cause), { cause });
  }
}
