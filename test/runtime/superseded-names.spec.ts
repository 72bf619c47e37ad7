// Old names of settings are understood for one version, with a warning that names the new one.

import { describe, expect, it } from '@jest/globals';
import { withPresentNames } from '../../src/runtime/settings/superseded-names.js';

describe('an old name of a setting', () => {
  it.each([
    ['answerWithin', 'replyDeadline'],
    ['settleWithin', 'decisionTimeout'],
    ['retryFor', 'retryBudget'],
    ['askAtOnce', 'maxInFlight'],
    ['keepAtOnce', 'maxPendingWrites'],
  ])('is understood and named in a warning: submit.%s', (old, present) => {
    const { document, warnings, faults } = withPresentNames({ submit: { [old]: '5s' } });
    expect({ document, faults }).toEqual({ document: { submit: { [present]: '5s' } }, faults: [] });
    expect(warnings).toEqual([expect.stringMatching(`^submit\\.${old} is now called submit\\.${present}\\.`)]);
  });

  it('is understood in the section of every tenant', () => {
    const { document, warnings } = withPresentNames({
      tenants: { ONE: { choose: [] }, TWO: { choose: [] }, THREE: {} },
    });
    expect(document).toEqual({ tenants: { ONE: { routing: [] }, TWO: { routing: [] }, THREE: {} } });
    expect(warnings).toHaveLength(2);
  });

  it('is a fault where the new name is given too', () => {
    const { faults } = withPresentNames({ submit: { retryFor: '1h', retryBudget: '2h' } });
    expect(faults).toEqual(['submit.retryFor: is the old name of submit.retryBudget, which is given too.']);
  });

  it('leaves the document that was given as it is', () => {
    const given = { submit: { retryFor: '1h' } };
    withPresentNames(given);
    expect(given).toEqual({ submit: { retryFor: '1h' } });
  });

  it.each([undefined, null, 'text', [], { submit: null }, { submit: [] }, { tenants: 'none' }])(
    'is not looked for where there is no section: %j',
    (document) => {
      expect(withPresentNames(document)).toMatchObject({ warnings: [], faults: [] });
    },
  );
});
