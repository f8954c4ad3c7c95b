import { resolve } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { messageOf } from '../../core/model/message-of.js';
import { loadHttp } from '../../server/load-http.js';
import { consoleFolder, NOT_BUILT } from '../console.js';
import type { EmbeddedServerOptions } from '../embedded-server.js';
import { startEmbeddedServer } from '../embedded-server.js';
import { ExitCode } from '../exit-code.js';
import { interruption$ } from '../interruption.js';
import type { Io } from '../io.js';
import { writeLine } from '../output/write-line.js';

/** What `serve` is told. */
export interface ServeCommandOptions extends Omit<EmbeddedServerOptions, 'webRoot'> {
  readonly console: boolean;
}

/** Serves the example service, and the console, until somebody interrupts, which is how it is meant to end. */
export async function serve({ console, ...options }: ServeCommandOptions, io: Io): Promise<number> {
  const interrupted = firstValueFrom(interruption$(io));
  const missing = await loadHttp().then(() => undefined, messageOf);
  const webRoot = console && missing === undefined ? consoleFolder() : undefined;
  const server = await startEmbeddedServer({ ...options, webRoot }, io);
  writeLine(io.stdout, ...helpLines(resolve(options.root), server.target));
  if (missing !== undefined) {
    writeLine(io.stderr, `Served over gRPC alone. For REST and the console: ${missing}`);
  } else {
    writeLine(io.stdout, `  curl ${server.url}/v1/operations`);
    if (webRoot !== undefined) writeLine(io.stdout, `The operations console: ${server.url}/`);
    else if (console) writeLine(io.stderr, NOT_BUILT);
  }
  await interrupted;
  await server.close();
  writeLine(io.stderr, 'Stopped, and with it the operations that still ran.');
  return ExitCode.SUCCESS;
}

function helpLines(root: string, target: string): readonly string[] {
  const here = `--target ${target} --insecure`;
  return [
    `Serving the folder ${root} on ${target}, in cleartext, until Ctrl-C. In another terminal, try:`,
    `  longrunning digest . ${here}`,
    `  longrunning list ${here}`,
    `  longrunning wait NAME ${here}`,
  ];
}
