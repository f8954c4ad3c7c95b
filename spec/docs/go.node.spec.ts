import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as longrunning from '../../src/index.js';

/** Go's package as it was read, and what it had: where Go is not at hand, or has not downloaded it. */
const GO_PACKAGE = 'cloud.google.com/go/longrunning@v1.5.0';
const GO_SYMBOLS = [
  'DefaultWaitInterval',
  'ErrNoMetadata',
  'InternalNewOperation',
  'InternalNewOperationWithMetadata',
  'Operation',
  'Operation.Cancel',
  'Operation.Delete',
  'Operation.Done',
  'Operation.Metadata',
  'Operation.Name',
  'Operation.Poll',
  'Operation.SetParentSpanContext',
  'Operation.Wait',
  'Operation.WaitWithInterval',
];

/** The symbols in what `go doc -all` prints: a method is named with its type. */
function symbolsIn(printed: string): string[] {
  const declarations = printed.matchAll(/^(?:const|var|type|func(?: \(\w+ \*?(?<type>\w+)\))?) (?<name>[A-Z]\w*)/gm);
  return [...declarations].map(({ groups: { type, name } = {} }) => (type ? `${type}.${name}` : name!)).sort();
}

/** Of the version that was read, and from what Go has downloaded: nothing is asked of a network here. */
function goSymbols(): readonly string[] {
  const run = (args: readonly string[], cwd?: string): string =>
    execFileSync('go', [...args], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=mod' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    const { Dir } = JSON.parse(run(['mod', 'download', '-json', GO_PACKAGE])) as { readonly Dir: string };
    return symbolsIn(run(['doc', '-all', '.'], Dir));
  } catch {
    return GO_SYMBOLS;
  }
}

/** The rows of the first table: Go's symbol, ours, and what differs. */
function rows(page: string): { readonly go: string; readonly ours: readonly string[]; readonly differs: string }[] {
  const [table = ''] = /^\| Go .*?\n\n/ms.exec(page) ?? [];
  const cells = table.trim().split('\n').slice(2);
  return cells.map((row) => {
    const [, go = '', ours = '', differs = ''] = row.split('|').map((cell) => cell.trim());
    return { go: code(go)[0] ?? go, ours: code(ours), differs };
  });
}

function code(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
}

/** Whether we have that: an export, or what a handle or its class has. */
function exists(name: string): boolean {
  const [exported = '', member] = name.replace(/^new /, '').split('.');
  const value = (longrunning as Record<string, unknown>)[exported];
  const { Operation } = longrunning;
  if (member === undefined) return value !== undefined;
  return value === Operation && (member in Operation.prototype || member in Operation);
}

describe('docs/go.md', () => {
  const table = rows(readFileSync('docs/go.md', 'utf8'));

  it(`has each symbol of ${GO_PACKAGE}, and no other`, () => {
    expect(goSymbols()).toEqual(GO_SYMBOLS);
    expect(table.map(({ go }) => go).sort()).toEqual(GO_SYMBOLS);
  });

  it('names what exists, and says why where that is nothing', () => {
    expect(table.flatMap(({ ours }) => ours.filter((name) => !exists(name)))).toEqual([]);
    expect(table.filter(({ ours, differs }) => ours.length === 0 && differs === '')).toEqual([]);
    expect(table.filter(({ ours }) => ours.length === 0).map(({ go }) => go)).toEqual([
      'Operation.SetParentSpanContext',
    ]);
  });

  it('would be missed: a symbol of either side that is not there', () => {
    const printed =
      'const A = 1\n\nvar ErrB = 2\ntype C struct {\n}\nfunc (c *C) D()\n    Text\nfunc E() *C\nfunc (c C) F()\n';
    expect(symbolsIn(printed)).toEqual(['A', 'C', 'C.D', 'C.F', 'E', 'ErrB']);
    expect(['DEFAULT', 'Operation.pol', 'new Operations', 'RpcError.name'].filter(exists)).toEqual([]);
  });
});
