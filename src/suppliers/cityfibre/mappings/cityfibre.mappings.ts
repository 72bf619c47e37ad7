// Every mapping table of CityFibre: read by the documentation, the dry run and the tests of silent loss.

import type { SupplierMappings } from '../../../protocol/mapping-table.js';
import { amendProblem } from './amend-problem.mapping.js';
import { ANSWER_MAPPINGS } from './answers.mapping.js';
import { APPOINTMENT_MAPPINGS } from './appointments.mapping.js';
import { EVENT_MAPPINGS } from './events.mapping.js';
import { notificationMapping } from './notification.mapping.js';
import { answerResolution, askForUpdate, cancelProblem, testService } from './other-requests.mapping.js';
import { reportProblem } from './report-problem.mapping.js';

export const CITYFIBRE_MAPPINGS: SupplierMappings = {
  supplier: 'cityfibre',
  title: 'CityFibre, Ticketing API 1.1',
  messages: [
    reportProblem,
    amendProblem,
    cancelProblem,
    answerResolution,
    askForUpdate,
    testService,
    ...ANSWER_MAPPINGS,
    ...APPOINTMENT_MAPPINGS,
    notificationMapping,
  ],
  events: EVENT_MAPPINGS,
};
