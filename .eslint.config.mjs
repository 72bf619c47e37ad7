// Lint rules: the ones that catch lost promises, forgotten cases and files that grow past reading.
import tseslint from 'typescript-eslint';

const sizes = {
  'max-lines': ['error', { max: 220, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 45, skipBlankLines: true, skipComments: true }],
  complexity: ['error', 12],
  // Functions and methods take four things at most. A class that works with more than seven others does too much.
  'no-restricted-syntax': [
    'error',
    ...[
      'FunctionDeclaration',
      'ArrowFunctionExpression',
      'MethodDefinition[kind!="constructor"] > FunctionExpression',
    ].map((kind) => ({ selector: `${kind}[params.length>4]`, message: 'More than four parameters: pass an object.' })),
    {
      selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>7]',
      message: 'More than seven parameters: split the class.',
    },
    {
      selector: 'CallExpression[callee.property.name=/^(push|unshift|splice|max|min|fromCharCode)$/] > SpreadElement',
      message: 'A list of some 100,000 entries spread into arguments overflows the stack: use a loop.',
    },
  ],
  'max-depth': ['error', 3],
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'data/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      ...sizes,
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.codes.ts', '**/*.schema.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // One rule, read from top to bottom.
    files: ['src/domain/report-diff.ts'],
    rules: { 'max-lines': ['error', { ...sizes['max-lines'][1], max: 240 }] },
  },
  {
    files: ['src/engine/**/*.ts'],
    rules: { 'max-lines': ['error', { ...sizes['max-lines'][1], max: 200 }] },
  },
  {
    // They read what stands in this repository.
    files: ['src/tools/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-syntax': sizes['no-restricted-syntax'].slice(0, -1) },
  },
  {
    // A page: its functions are mostly what is shown.
    files: ['src/console/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: './src/console/tsconfig.json' } },
    rules: {
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 16],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'no-console': 'off' },
  },
);
