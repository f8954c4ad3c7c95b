import type { Command } from 'commander';
import { messageOf } from '../core/model/message-of.js';
import { collect, parseCount, parseHeader } from './arguments.js';
import { parseDuration, parsePositiveDuration } from './duration.js';

/** commander, as it was loaded. */
export type Commander = typeof import('commander');

/** Makes a parser of commander's of one that throws any error. */
export function parsedBy<T>({ InvalidArgumentError }: Commander, parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(messageOf(error));
    }
  };
}

/**
 * Adds the options of `ConnectionOptions`.
 *
 * @param server what the address is of, for the help.
 */
export function addConnectionOptions(command: Command, commander: Commander, server = 'the server'): Command {
  return command
    .option('--target <host:port>', `${server}, over gRPC`)
    .addOption(new commander.Option('--rest <url>', `${server}, over REST, instead of --target`).conflicts('target'))
    .option('--insecure', 'cleartext instead of TLS; with --rest, for a URL of http: that is not of this machine')
    .option('-H, --header <name: value>', 'a header to send with each call; repeatable', parseHeader)
    .option(
      '--types <file.proto>',
      'a proto file of the messages to unpack, which REST does not need; repeatable',
      collect,
    )
    .option('--include <dir>', 'a folder where imports of those files are looked up; repeatable', collect)
    .addOption(
      new commander.Option('--call-timeout <duration>', 'the limit of one call')
        .argParser(parsedBy(commander, parsePositiveDuration))
        .default(10_000, '10s'),
    )
    .option('--json', 'one JSON object a line, on stdout');
}

/**
 * Adds the options of `PollingOptions`, but for the limit of one call.
 *
 * @param interval the default, in seconds.
 */
export function addPollingOptions(command: Command, commander: Commander, interval: number): Command {
  return command
    .addOption(
      new commander.Option('--interval <duration>', 'the longest delay between polls')
        .argParser(parsedBy(commander, parsePositiveDuration))
        .default(interval * 1_000, `${interval}s`),
    )
    .addOption(
      new commander.Option('--timeout <duration>', 'stop waiting after this time').argParser(
        parsedBy(commander, parseDuration),
      ),
    )
    .option(
      '--max-failures <number>',
      'how many polls in a row may fail for a reason that may pass',
      parsedBy(commander, parseCount),
      10,
    );
}

/** Ends a command that was given no address. */
export function checkAddress(command: Command): void {
  const { target, rest } = command.opts<{ readonly target?: string; readonly rest?: string }>();
  if (target !== undefined || rest !== undefined) return;
  command.error("error: required option '--target <host:port>' or '--rest <url>' not specified");
}
