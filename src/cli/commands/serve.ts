import { resolve } from 'node:path';
import { firstValueFrom } from 'rxjs';
import type { EmbeddedServer, EmbeddedServerOptions } from '../embedded-server.js';
import { startEmbeddedServer } from '../embedded-server.js';
import { ExitCode } from '../exit-code.js';
import { interruption$ } from '../interruption.js';
import type { Io } from '../io.js';
import { writeLine } from '../output/printable.js';

/** Serves the example service until somebody interrupts, which is how it is meant to end. */
export async function serve(options: EmbeddedServerOptions, io: Io): Promise<number> {
  const interrupted = firstValueFrom(interruption$(io));
  const server = await startEmbeddedServer(options, io);
  writeLine(io.stdout, helpText(resolve(options.root), server));
  await interrupted;
  await server.close();
  writeLine(io.stderr, 'Stopped, and with it the operations that still ran.');
  return ExitCode.SUCCESS;
}

function helpText(root: string, { target, url }: EmbeddedServer): string {
  const here = `--target ${target} --insecure`;
  return [
    `Serving the folder ${root} on ${target}, in cleartext, until Ctrl-C. In another terminal, try:`,
    `  longrunning digest . ${here}`,
    `  longrunning list ${here}`,
    `  longrunning wait NAME ${here}`,
    `  curl ${url}/v1/operations`,
  ].join('\n');
}
