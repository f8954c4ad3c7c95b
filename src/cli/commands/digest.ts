import { concatMap, firstValueFrom, tap } from 'rxjs';
import { pollOperation$ } from '../../core/polling/poll-operation.js';
import { connect } from '../connect.js';
import { builtConsoleFolder, showPage } from '../console.js';
import type { CallingOptions, ServerAddress } from '../connection-options.js';
import { addressText } from '../connection-options.js';
import { formatDuration } from '../../text/format-duration.js';
import { startEmbeddedServer } from '../embedded-server.js';
import { ExitCode } from '../exit-code.js';
import { interruption$ } from '../interruption.js';
import type { Io } from '../io.js';
import { loadKnownTypes } from '../load-known-types.js';
import { chooseOutput } from '../output/choose-output.js';
import { formatCount } from '../../text/format-bytes.js';
import { numberOf } from '../../text/fields.js';
import type { KnownTypes } from '../output/known-types.js';
import type { View } from '../output/output.js';
import { writeLine } from '../output/write-line.js';
import { stateLines } from '../output/state-text.js';
import type { PollingOptions } from '../polling-options.js';
import { pollOptions } from '../polling-options.js';
import { waitCommand } from '../wait-command.js';
import type { Watched } from '../watch.js';
import { watch } from '../watch.js';
import type { WaitOptions } from './wait.js';

/** What `digest` is told: without an address, the server is part of the command. */
export type DigestOptions = CallingOptions &
  PollingOptions &
  (ServerAddress | { target?: undefined; rest?: undefined; console?: boolean });

/** The first delay, in ms. */
const INITIAL_DELAY = 100;
const METHOD = 'rxjs_longrunning.digest.v1.Digester/DigestTree';

/** Digests a folder: here, or at a server, of whose root the path is a part. */
export async function digest(path: string, options: DigestOptions, io: Io): Promise<number> {
  if (isRemote(options)) return start(path, options, { resume: (name) => waitCommand(name, options) }, io);
  const webRoot = options.console ? builtConsoleFolder() : undefined;
  const server = await startEmbeddedServer({ root: path, webRoot }, io);
  try {
    // A proxy, which grpc-js would take from the environment, does not reach into this process.
    const channelOptions = { 'grpc.enable_http_proxy': 0 };
    const embedded = { ...options, target: server.target, insecure: true, channelOptions };
    if (!options.console) return await start('.', embedded, {}, io);
    writeLine(io.stderr, `The operations console: ${server.url}/`);
    const show = (name: string) => showPage(`${server.url}/${name}`, io);
    const code = await start('.', embedded, { show }, io);
    if (code === ExitCode.SUCCESS || code === ExitCode.OPERATION_FAILED) {
      // Listened for before it is asked for.
      const interrupted = firstValueFrom(interruption$(io));
      writeLine(io.stderr, `The operations console stays at ${server.url}/ until Ctrl-C.`);
      await interrupted;
    }
    return code;
  } finally {
    await server.close();
  }
}

function isRemote(options: DigestOptions): options is WaitOptions {
  return options.target !== undefined || options.rest !== undefined;
}

interface Following extends Pick<Watched, 'resume'> {
  /** Shows the operation elsewhere, too. */
  readonly show?: (name: string) => Promise<void>;
}

async function start(path: string, options: WaitOptions, { resume, show }: Following, io: Io): Promise<number> {
  const types = await loadKnownTypes(options);
  const client = await connect(options);
  try {
    const output = await chooseOutput(options, { types, resultLines: resultLinesFor(types) }, io);
    const states$ = client.startOperation(METHOD, { path }, { timeout: options.callTimeout }).pipe(
      tap(({ name }) => {
        output.note(`Started ${name} at ${addressText(options)}`);
        void show?.(name);
      }),
      concatMap((message) => pollOperation$(client, message, pollOptions(options, INITIAL_DELAY))),
    );
    return await watch({ states$, output, resume }, io);
  } finally {
    client.close();
  }
}

function resultLinesFor(types: KnownTypes): View['resultLines'] {
  return (state, elapsed) => {
    const { response } = state.message;
    const fields = response && types.fieldsOf(response);
    const sha256 = fields?.['sha256'];
    // A server may send anything by that name.
    if (!fields || typeof sha256 !== 'string') return stateLines(state, types);
    return [
      `sha256   ${sha256}`,
      `files    ${formatCount(numberOf(fields['files'] ?? 0))}`,
      `bytes    ${formatCount(numberOf(fields['bytes'] ?? 0))}`,
      `elapsed  ${formatDuration(elapsed)}`,
    ];
  };
}
