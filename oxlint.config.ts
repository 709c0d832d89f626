import { defineConfig } from 'oxlint'
import { importOverrides } from './test/architecture/linter-rules.ts'

// The import rule is generated from the one table, test/architecture/import-table.ts.
export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'vitest'],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error', suspicious: 'error' },
  env: { builtin: true, node: true },
  ignorePatterns: ['dist', 'coverage', 'bench/results'],
  rules: {
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
    // The name that zod/mini gives to a default.
    'no-underscore-dangle': ['error', { allow: ['_default'] }],
    'no-var': 'error',
    'prefer-const': 'error',
    'import/no-cycle': 'error',
    'import/no-mutable-exports': 'error',
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/return-await': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/prefer-node-protocol': 'error',
    'typescript/no-unsafe-type-assertion': 'off',
    'no-unmodified-loop-condition': 'off',
    'promise/always-return': 'off',
    'import/no-named-as-default-member': 'off',
  },
  overrides: [
    {
      files: ['src/**'],
      rules: {
        complexity: ['error', 15],
        'max-lines': ['error', { max: 300 }],
        'max-lines-per-function': ['error', { max: 55 }],
        'import/no-default-export': 'error',
        'no-console': 'error',
        'typescript/no-unsafe-argument': 'error',
        'typescript/no-unsafe-call': 'error',
        'typescript/no-unsafe-member-access': 'error',
        'typescript/no-unsafe-return': 'error',
        'typescript/no-unsafe-assignment': 'error',
      },
    },
    {
      files: ['test/**', 'bench/**', 'examples/**'],
      rules: {
        'max-lines': ['error', { max: 500 }],
        'unicorn/consistent-function-scoping': 'off',
        'vitest/expect-expect': 'off',
        'vitest/no-conditional-expect': 'off',
        'vitest/valid-title': 'off',
      },
    },
    ...importOverrides(),
  ],
})
