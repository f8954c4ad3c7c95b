import type { Command } from 'commander';
import { operationName } from '../core/model/operation-name.js';
import { VERSION } from '../protobuf/generated/version.js';
import { collect, parseCollection, parseCount, parsePort } from './arguments.js';
import type { Commander } from './command-options.js';
import { addConnectionOptions, addPollingOptions, checkAddress, parsedBy } from './command-options.js';
import type { DigestOptions } from './commands/digest.js';
import type { ListOptions } from './commands/list.js';
import type { ServeCommandOptions } from './commands/serve.js';
import type { WaitOptions } from './commands/wait.js';
import type { ConnectionOptions } from './connection-options.js';
import { EXAMPLES, OUTPUT_AND_EXIT_CODES } from './help-text.js';
import type { Io } from './io.js';
import { visible } from '../text/visible.js';

/**
 * The commands with their arguments. What carries them out is loaded once the arguments are right: help and mistakes
 * need no gRPC.
 *
 * @param exit is told the exit code of the command that was carried out.
 */
export function createProgram(commander: Commander, io: Io, exit: (code: number) => void): Command {
  const program = new commander.Command('longrunning')
    .description('Start, watch and manage long-running operations (google.longrunning) over gRPC or REST.')
    .version(VERSION)
    .addHelpText('after', `\n${EXAMPLES}\n\n${OUTPUT_AND_EXIT_CODES}`)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(visible(withoutValue(text))),
    })
    .showHelpAfterError('(--help says more)')
    .exitOverride();

  const server = (name: string, description: string): Command =>
    addConnectionOptions(program.command(name).description(description), commander).hook('preAction', checkAddress);
  const named = (name: string, description: string): Command =>
    server(name, description).argument('<name>', 'such as operations/123', parsedBy(commander, operationName));

  const digest = program
    .command('digest')
    .description('Digest the files of a folder, as an operation: of a server in this process, or of the one given.')
    .argument('[path]', "the folder; with --target or --rest, within the server's root", '.');
  addPollingOptions(addConnectionOptions(digest, commander, 'a server of `longrunning serve`'), commander, 1)
    .addOption(
      new commander.Option('--console', 'show it in the operations console, too, until Ctrl-C').conflicts([
        'target',
        'rest',
      ]),
    )
    .action(async (path: string, options: DigestOptions) =>
      exit(await (await import('./commands/digest.js')).digest(path, options, io)),
    );

  program
    .command('serve')
    .description('Serve the digests of folders, and the operations console, in cleartext, until Ctrl-C.')
    .option('--root <dir>', 'the folder to serve; no file outside is read', '.')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <number>', 'the port to listen on; 0 is a free one', parsedBy(commander, parsePort), 50_051)
    .option('--insecure', 'listen on an address that others can reach, too')
    .option('--cors-origin <origin>', 'a page that may call, such as http://localhost:4200; repeatable', collect)
    .option('--no-console', 'serve no operations console')
    .action(async (options: ServeCommandOptions) =>
      exit(await (await import('./commands/serve.js')).serve(options, io)),
    );

  named('get', 'Show how an operation goes.').action(async (name: string, options: ConnectionOptions) =>
    exit(await (await import('./commands/get.js')).get(name, options, io)),
  );

  addPollingOptions(named('wait', 'Wait for an operation and show how it goes.'), commander, 10)
    .option('--long-poll', 'have the server tell of the end at once, where it can (WaitOperation); else as without')
    .action(async (name: string, options: WaitOptions) =>
      exit(await (await import('./commands/wait.js')).wait(name, options, io)),
    );

  server('list', 'List operations: name, status, type of the metadata.')
    .argument(
      '[collection]',
      'such as projects/p/locations/l/operations',
      parsedBy(commander, parseCollection),
      'operations',
    )
    .option('--filter <expression>', "in the server's own language, such as 'done = false'")
    .option('--page-size <number>', 'how many to ask for at once', parsedBy(commander, parseCount))
    .option('--limit <number>', 'how many to list at most', parsedBy(commander, parseCount))
    .action(async (collection: string, options: ListOptions) =>
      exit(await (await import('./commands/list.js')).list(collection, options, io)),
    );

  named('cancel', 'Ask the server to cancel an operation.').action(async (name: string, options: ConnectionOptions) =>
    exit(await (await import('./commands/cancel.js')).cancel(name, options, io)),
  );

  named('delete', 'Tell the server that the result of an operation is not wanted any more.').action(
    async (name: string, options: ConnectionOptions) =>
      exit(await (await import('./commands/delete.js')).deleteOperation(name, options, io)),
  );
  return program;
}

/** Without the value of an option that is not known: a slip of the hand in --header must not show what is secret. */
function withoutValue(text: string): string {
  return text.replace(/(unknown option '[^'=]*)=.*'/s, "$1=…'");
}
