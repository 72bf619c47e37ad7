// Lint rules: the ones that catch lost promises, forgotten cases and files that grow past reading.
import tseslint from 'typescript-eslint';

const sizes = {
  'max-lines': ['error', { max: 240, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 45, skipBlankLines: true, skipComments: true }],
  complexity: ['error', 12],
  // Constructors only list what a class works with; functions and methods take four things at most.
  'no-restricted-syntax': [
    'error',
    ...[
      'FunctionDeclaration',
      'ArrowFunctionExpression',
      'MethodDefinition[kind!="constructor"] > FunctionExpression',
    ].map((kind) => ({ selector: `${kind}[params.length>4]`, message: 'More than four parameters: pass an object.' })),
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
    // They read what stands in this repository.
    files: ['src/tools/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-syntax': sizes['no-restricted-syntax'].slice(0, -1) },
  },
  {
    // A page: its functions are mostly what is shown.
    files: ['src/console/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: './src/console/tsconfig.json' } },
    rules: { 'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'no-console': 'off' },
  },
);
