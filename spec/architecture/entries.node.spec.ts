import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

/** Parts of core that no user needs. A new file is exported by an entry, or it is added here on purpose. */
const INTERNAL = [
  'src/core/client/call-line.ts',
  'src/core/client/long-timer.ts',
  'src/core/client/lost-or-refused.ts',
  'src/core/client/paced-cancels.ts',
  'src/core/client/page-size.ts',
  'src/core/client/refused-wait.ts',
  'src/core/client/retry-unauthenticated.ts',
  'src/core/model/any-json.ts',
  'src/core/model/base64.ts',
  'src/core/model/bounded-json.ts',
  'src/core/model/describe.ts',
  'src/core/model/is-error-named.ts',
  'src/core/model/is-error.ts',
  'src/core/model/is-same-packed.ts',
  'src/core/model/message-of.ts',
  'src/core/model/number-option.ts',
  'src/core/model/packed-message-of.ts',
  'src/core/model/poll-counts.ts',
  'src/core/model/progress.ts',
  'src/core/model/repack.ts',
  'src/core/model/rest-error.ts',
  'src/core/model/rest-operation.ts',
  'src/core/model/retry-after.ts',
  'src/core/model/retry-hint.ts',
  'src/core/model/same-json.ts',
  'src/core/model/sendable-operation.ts',
  'src/core/model/status-of.ts',
  'src/core/model/unknown-state.ts',
  'src/core/model/well-formed.ts',
  'src/core/polling/attention.ts',
  'src/core/polling/known-state.ts',
  'src/core/polling/long-poll.ts',
  'src/core/polling/lost-as-state.ts',
  'src/core/polling/pace-inputs.ts',
  'src/core/polling/pace.ts',
  'src/core/polling/poll-loop.ts',
  'src/core/polling/poll-once.ts',
  'src/core/polling/poll-plan.ts',
  'src/core/polling/poll-step.ts',
  'src/core/polling/server-waits.ts',
  'src/core/polling/share-states.ts',
  'src/core/polling/stopwatch.ts',
  'src/core/polling/until-aborted.ts',
  'src/core/polling/within-timeout.ts',
  'src/core/watching/collection-polling.ts',
  'src/core/watching/interned.ts',
  'src/core/watching/live-list.ts',
  'src/core/watching/one-or-many.ts',
  'src/core/watching/sweep-worth.ts',
  'src/core/watching/turns.ts',
  'src/core/watching/watched-operation.ts',
  'src/core/watching/watchers.ts',
];

/** Folders of src/ that are no entry: the root entry has core, the command is in `bin`, protobuf is shared by entries, text by what people see. */
const NO_ENTRIES = ['cli', 'core', 'protobuf', 'text'];

interface Target {
  readonly types: string;
  readonly default: string;
}

interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly typesVersions: Readonly<Record<'*', Readonly<Record<string, readonly string[]>>>>;
  readonly exports: Readonly<Record<string, string | (Target & { readonly require: Target })>>;
  readonly bin: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
const entries = [
  'src/index.ts',
  'operators/index.ts',
  ...folders.map(({ name }) => join('src', name, 'index.ts')).filter((file) => existsSync(file)),
].map(slashes);

function slashes(path: string): string {
  return path.split(sep).join('/');
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
}

/** The files that an entry re-exports from. */
function exported(entry: string): string[] {
  return parse(entry).statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) && statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier)
      ? [slashes(join(dirname(entry), statement.moduleSpecifier.text.replace(/\.js$/, '.ts')))]
      : [],
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => slashes(join(folder, file)));
}

/** `src/grpc/index.ts` is built to `./dist/src/grpc/index.js`. */
function built(source: string, extension: string): string {
  return `./dist/${source.replace(/\.ts$/, extension)}`;
}

describe('the entries of the package', () => {
  it('are all in "exports" of package.json', () => {
    const targets = Object.values(manifest.exports).filter((target) => typeof target !== 'string');

    expect(targets.map((target) => target.default).sort()).toEqual(entries.map((entry) => built(entry, '.js')).sort());
    expect(targets.map((target) => target.types).sort()).toEqual(entries.map((entry) => built(entry, '.d.ts')).sort());
  });

  it('have a form of CommonJS, which is that of tools that do not read "exports", too', () => {
    const { main, types, typesVersions, exports } = manifest;
    const legacy = { '.': [types], ...typesVersions['*'] };
    const required: Record<string, string[]> = {};
    for (const [name, target] of Object.entries(exports)) {
      if (typeof target === 'string') continue;
      expect(target.require.default).toBe(target.default.replace('/dist/', '/dist/cjs/'));
      expect(target.require.types).toBe(target.types.replace('/dist/', '/dist/cjs/'));
      required[name.replace('./', '')] = [target.require.types];
    }

    expect(Object.entries(legacy).sort()).toEqual(Object.entries(required).sort());
    expect(exports['.']).toEqual(
      jasmine.objectContaining({ require: jasmine.objectContaining({ types, default: main }) }),
    );
  });

  it('are named after their folders', () => {
    for (const [name, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') continue;
      const folder = basename(dirname(target.default));
      expect(name).toBe(folder === 'src' ? '.' : `./${folder}`);
    }
  });

  it('and every other folder of src/ is one that has none on purpose', () => {
    const without = folders.map(({ name }) => name).filter((name) => !existsSync(join('src', name, 'index.ts')));

    expect(without.sort()).toEqual(NO_ENTRIES);
  });

  it('and the commands exist once built', () => {
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string'
        ? [target.replace('*', '')]
        : [target.types, target.default, target.require.types, target.require.default],
    );

    for (const target of [...targets, ...Object.values(manifest.bin)]) {
      expect(existsSync(target)).withContext(target).toBeTrue();
    }
  });

  for (const entry of entries) {
    it(`${entry} only re-exports, one by one`, () => {
      const others = parse(entry).statements.filter(
        (statement) =>
          !(ts.isExportDeclaration(statement) && statement.moduleSpecifier && statement.exportClause !== undefined),
      );

      expect(others.map((statement) => statement.getText(parse(entry)))).toEqual([]);
    });
  }

  it('export every operator', () => {
    const operators = filesOf('operators').filter((file) => file !== 'operators/index.ts');

    expect(exported('operators/index.ts').sort()).toEqual(operators.sort());
  });

  it('export every file of core that is not internal', () => {
    const listed = new Set([...exported('src/index.ts'), ...INTERNAL]);
    const files = new Set(filesOf('src/core'));

    expect([...files].filter((file) => !listed.has(file))).toEqual([]);
    expect([...listed].filter((file) => !files.has(file))).toEqual([]);
    expect(INTERNAL.filter((file) => exported('src/index.ts').includes(file))).toEqual([]);
  });

  it('name each thing once', () => {
    for (const entry of entries) {
      const names = parse(entry).statements.flatMap((statement) =>
        ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
          ? statement.exportClause.elements.map((element) => element.name.text)
          : [],
      );
      expect(names.length).withContext(relative('.', entry)).toBeGreaterThan(0);
      expect(new Set(names).size).withContext(entry).toBe(names.length);
    }
  });
});
