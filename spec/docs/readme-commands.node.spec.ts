import { readFileSync } from 'node:fs';
import { PATIENCE, runCommand, start } from '../cli/command.js';
import { grpcFixture } from '../support/grpc-fixture.js';

/** The commands of README.md, by their first word, as arguments. */
function readmeCommands(): string[][] {
  const lines = readFileSync('README.md', 'utf8').matchAll(/^npx longrunning ([^#\n]+)/gm);
  return Array.from(lines, ([, words = '']) => words.trim().split(/\s+/));
}

function sha256Of(stdout: string): string | undefined {
  return /^sha256 +([0-9a-f]{64})$/m.exec(stdout)?.[1];
}

describe('the commands of README.md', () => {
  const fixture = grpcFixture();

  it(
    'do what they say, one after the other',
    async () => {
      const [digest, serve, digestThere, list, wait, listOverRest, ...others] = readmeCommands();
      expect(others).toEqual([]);

      const digested = await runCommand(fixture, digest!);
      expect(sha256Of(digested.stdout)).toBeDefined();

      // Whatever else listens on the port that is the default.
      const server = start(fixture, [...serve!, '--port', '0']);
      const [, target = ''] = await server.wrote('stdout', /--target (\S+)/);
      const there = (words: readonly string[]): string[] =>
        words.map((word) => word.replace('127.0.0.1:50051', target));
      const digestedThere = await runCommand(fixture, there(digestThere!));
      expect(sha256Of(digestedThere.stdout)).toBe(sha256Of(digested.stdout));

      const listed = await runCommand(fixture, there(list!));
      const [name = ''] = listed.stdout.split('\t');
      expect(name).toMatch(/^operations\//);
      const waited = await runCommand(
        fixture,
        there(wait!).map((word) => (word === 'operations/…' ? name : word)),
      );
      expect(waited.code).toBe(0);
      expect(waited.stdout).toContain(`${name}: succeeded`);

      const listedOverRest = await runCommand(fixture, there(listOverRest!));
      expect(listedOverRest.stdout).toContain(name);
    },
    PATIENCE,
  );
});
