import { defineConfig, globalIgnores } from 'eslint/config';
import repository from '../../eslint.config.js';

const languageOptions = {
  parserOptions: {
    project: ['tsconfig.json', 'tsconfig.app.json', 'tsconfig.spec.json'],
    tsconfigRootDir: import.meta.dirname,
  },
};

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', '.angular/']),
  ...repository.map((config) => (config.languageOptions?.parserOptions ? { ...config, languageOptions } : config)),
  { files: ['**/*.{ts,js}'], languageOptions },
  {
    files: ['src/**/*.ts'],
    rules: {
      // A component without code is still a class, and Angular injects classes by their type.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/consistent-type-imports': 'off',
      // Material's options are classes, and taken as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // An error that nobody handles is reported by Angular.
      'rxjs-x/no-ignored-error': 'off',
    },
  },
  {
    files: ['e2e/**/*.ts', 'spec/**/*.ts'],
    rules: {
      // node:test collects what it is given.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['describe', 'it', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
      'rxjs-x/no-ignored-error': 'off',
    },
  },
);
