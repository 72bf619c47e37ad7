// Statements about the database itself.

import { statement } from './statement.js';

/** Answers where the database does. */
export const PING = statement('ping', 'select 1');
