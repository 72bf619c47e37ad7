// The statement that announces new work to the other replicas.

import { statement } from './statement.js';

export const CHANNEL = 'problem_gateway';

export const ANNOUNCE = statement('announce', `select pg_notify('${CHANNEL}', $1)`);
