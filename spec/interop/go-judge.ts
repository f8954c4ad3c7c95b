import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** What a judge says of a message: how it reads it, or why it does not. */
export interface Verdict {
  readonly json?: unknown;
  readonly base64?: string;
  readonly error?: string;
}

/** Whether Go is installed. */
export const hasGo = (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'go')));

/** What google.golang.org/protobuf says of some messages of `everything.proto`, each given as JSON or as bytes. */
export function askGo(questions: readonly ({ readonly json: object } | { readonly base64: string })[]): Verdict[] {
  const input = questions.map((question) => JSON.stringify({ type: 'interop.v1.Everything', ...question })).join('\n');
  const imports = [resolve('protos'), FOLDER].join(delimiter);
  const output = execFileSync('go', ['run', '.', imports, 'everything.proto'], {
    cwd: FOLDER,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict);
}

const FOLDER = join(import.meta.dirname, 'protojson');
