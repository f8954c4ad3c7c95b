import { defineConfig, globalIgnores } from 'eslint/config';
import jsdoc from 'eslint-plugin-jsdoc';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'docs/api/', 'apps/', '**/generated/', 'spec/interop/.cache/']),
  {
    files: ['**/*.{ts,js}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { project: 'tsconfig.spec.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A callback may hand a call on: `() => timer.stop()`, or `return subscriber.error(…)` to leave early.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // An empty name, path or PATH counts as none: `||` is then what is meant.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // `env['CHROME_BIN']` shows that nobody promised the key.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A type that only the caller names is the honest one for what a wire or a file holds.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // The strict rules forbid `!`; this one would ask for it.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // `!a || !b || a.x !== b.x` narrows both; the optional chain does not.
      '@typescript-eslint/prefer-optional-chain': 'off',
      // StatusCode and the status of grpc-js are the same numbers, by the protocol.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // A stream that ends without a value breaks its contract; RxJS' EmptyError is right there.
      'rxjs-x/no-ignored-default-value': 'off',
      // Functions and variables that are Observables end in $, and nothing else does. Methods are left out, since those
      // of the seam and its look-alikes are named after the wire's; so are parameters, which may be a `source`.
      'rxjs-x/finnish': [
        'error',
        {
          functions: true,
          methods: false,
          parameters: false,
          properties: false,
          objects: false,
          variables: true,
          strict: true,
        },
      ],
    },
  },
  {
    // The command is an application: it exports nothing to users.
    files: ['src/**/*.ts', 'operators/**/*.ts'],
    ignores: ['src/cli/**'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
          ],
        },
      ],
      'jsdoc/check-tag-names': ['error', { typed: true, definedTags: ['internal'] }],
      'jsdoc/check-param-names': ['error', { disableMissingParamChecks: true, checkDestructured: false }],
      'jsdoc/no-types': 'error',
      'jsdoc/empty-tags': 'error',
      'jsdoc/require-description': [
        'error',
        { contexts: ['FunctionDeclaration', 'ClassDeclaration', 'TSInterfaceDeclaration'] },
      ],
    },
  },
  {
    // What comes from JSON or from an untyped caller is checked, though its type says that it need not be.
    files: ['src/core/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
    },
  },
  {
    // NestJS declares its options as classes, and takes literals of them.
    files: ['examples/nestjs/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    // An error that nobody handles fails the run there anyhow, and so does a missing value.
    files: ['spec/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // Fakes are object literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'rxjs-x/no-ignored-error': 'off',
      // Observables are what specs are about: their names tell them apart by what they do.
      'rxjs-x/finnish': 'off',
      // Unruly clients throw anything.
      'rxjs-x/throw-error': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
