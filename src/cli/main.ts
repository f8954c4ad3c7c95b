#!/usr/bin/env node
import { messageOf } from '../core/model/message-of.js';
import { ExitCode } from './exit-code.js';
import { writeLine } from './output/printable.js';
import { runCommandLine } from './run-command-line.js';

// grpc-js logs errors of its own, which the command tells better.
process.env['GRPC_VERBOSITY'] ??= 'NONE';

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read the output, such as `head`, has enough of it.
  stream.on('error', ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === 'EPIPE' ? ExitCode.BROKEN_PIPE : ExitCode.CALL_FAILED),
  );
}
process.on('uncaughtException', (error) => {
  writeLine(process.stderr, `error: ${messageOf(error)}`);
  process.exit(ExitCode.CALL_FAILED);
});

process.exitCode = await runCommandLine(process.argv.slice(2), process);
