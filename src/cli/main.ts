#!/usr/bin/env node
import { messageOf } from '../core/model/message-of.js';
import { ExitCode } from './exit-code.js';
import { writeLine } from './output/write-line.js';
import { runCommandLine } from './run-command-line.js';

// grpc-js logs errors of its own, which the command tells better.
process.env['GRPC_VERBOSITY'] ??= 'NONE';

// Those of libraries, such as of imports that are not found, which the command tells better, too.
process.removeAllListeners('warning');

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read the output, such as `head`, has enough of it.
    if (error.code === 'EPIPE') process.exit(ExitCode.BROKEN_PIPE);
    throw error;
  });
}
process.on('uncaughtException', (error) => {
  writeLine(process.stderr, `error: ${messageOf(error)}`);
  process.exit(ExitCode.CALL_FAILED);
});

process.exitCode = await runCommandLine(process.argv.slice(2), process);
