import { dirname } from 'node:path';
import { Converter, ReflectionKind } from 'typedoc';
import packageJson from './package.json' with { type: 'json' };

/** What users import, by the folder of the entry, which is what typedoc would name its page after. */
const imports = new Map(
  Object.entries(packageJson.exports).flatMap(([path, entry]) =>
    typeof entry === 'string' ? [] : [[dirname(entry.types).replace('./dist/', ''), packageJson.name + path.slice(1)]],
  ),
);

/** @param {import('typedoc').Application} app */
function nameAsImported(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (reflection.kindOf(ReflectionKind.Module)) reflection.name = imports.get(reflection.name) ?? reflection.name;
  });
}

/**
 * The reference pages: every entry of the package, README.md and docs/, into docs/api. A link that leads nowhere, a type
 * that is named but not exported, and an export that nothing is said of are errors.
 *
 * @type {Partial<import('typedoc').TypeDocOptions>}
 */
export default {
  tsconfig: 'tsconfig.json',
  plugin: [nameAsImported],
  entryPoints: Array.from(imports.keys(), (folder) => `${folder}/index.ts`),
  readme: 'README.md',
  projectDocuments: ['docs/*.md', 'CHANGELOG.md'],
  out: 'docs/api',
  // What an export is imported from says more than its file.
  disableSources: true,
  excludeInternal: true,
  // `npm run typecheck` does that.
  skipErrorChecking: true,
  validation: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  // A property may say all that there is by its name and its type.
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Variable', 'Function', 'Method', 'Accessor'],
  // They only shorten a signature.
  intentionallyNotExported: [
    'operators/cancel-when.ts:RunningOf',
    'operators/checkpoint-operation.ts:MetadataOf',
    'operators/checkpoint-operation.ts:ResponseOf',
    'operators/checkpoint-operation.ts:InputOr',
    'operators/tap-operation.ts:MetadataOf',
    'operators/tap-operation.ts:ResponseOf',
    'src/testing/recorded-client.ts:RequestOf',
    'src/testing/scripted-answer.ts:Message',
  ],
};
