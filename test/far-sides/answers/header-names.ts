// Header names that are also names of members every object has, or of methods of the client's own objects.

import { http, type OddAnswer } from '../far-side.js';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'normalize',
  'set',
  'get',
  'toJSON',
];

export default {
  oddity: 'names its headers like members of objects',
  answer: http(
    '200 OK',
    NAMES.flatMap((name) => [`${name}: one`, `${name}: two`]),
    'taken',
  ),
  reply: {
    kind: 'answered',
    status: 200,
    headers: { constructor: 'one,two', normalize: 'one,two', then: 'one,two' },
    body: 'taken',
  },
} satisfies OddAnswer;
