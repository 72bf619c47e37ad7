// Times in a supplier's reports: what is no time is no date of ours, stays where a person reads it, and is drift.

import { describe, expect, it } from '@jest/globals';
import type { SupplierReport } from '../../src/domain/report.js';
import { readXml } from '../../src/protocol/xml/xml.js';
import { readNote } from '../../src/suppliers/abillity/notifications/note.js';
import type { AbillitySettings } from '../../src/suppliers/abillity/abillity.settings.js';
import { driftOf } from '../../src/suppliers/cityfibre/notifications/drift.js';
import { readFaultUpdate } from '../../src/suppliers/cityfibre/notifications/fault-update.js';

function cityfibreReport(time: string): SupplierReport {
  const message = readXml(
    Buffer.from(
      `<notifyFaultReportUpdate><sentAt>${time}</sentAt>
      <updates><update><description>Engineer on site.</description><updatedBy>Seller</updatedBy><updatedTime>${time}</updatedTime></update></updates>
      <comment><value>Please call first.</value><commentedBy>Buyer</commentedBy><commentedTime>${time}</commentedTime></comment>
      </notifyFaultReportUpdate>`,
    ),
  );
  return readFaultUpdate(message, 'OTHER', driftOf(message));
}

const badTimes = ({ drift }: SupplierReport): string[] =>
  drift.flatMap(({ kind, element }) => (kind === 'bad-value' ? [element] : []));

function abillityReport(time: string | undefined): SupplierReport {
  const note = {
    NotificationID: 7,
    DateTime: time,
    ActionID: 1,
    Subject: 'Update',
    CreatedBy: 'Desk',
    Notes: 'Engineer on site.',
  };
  return readNote(note, '4711', { notes: [], ourNames: [], resolutionCode: 'OTHER' } as unknown as AbillitySettings);
}

describe.each(['12/03/2026 10:00', '5', '2026-02-30T10:00:00', '2026-03-29T01:30:00', 'Thu, 12 Mar 2026 10:00:00 GMT'])(
  'a report with the time "%s"',
  (time) => {
    it('is read without that time by CityFibre, whose own words stay in the notes', () => {
      const report = cityfibreReport(time);
      expect(report.sentAt).toBeUndefined();
      expect(report.updates).toEqual([
        { text: `Engineer on site. (time as given: ${time})`, by: 'seller', at: undefined },
      ]);
      expect(report.comment).toEqual({
        text: `Please call first. (time as given: ${time})`,
        by: 'buyer',
        at: undefined,
      });
      expect(badTimes(report).sort()).toEqual(['comment/commentedTime', 'sentAt', 'updates/update/updatedTime']);
    });

    it('still shows the comment that an amendment of ours left', () => {
      expect(cityfibreReport(time).observedEffects).toContainEqual({ name: 'comment', value: 'Please call first.' });
    });

    it('is read without that time by aBILLity, whose own words stay in the note', () => {
      const report = abillityReport(time);
      expect(report.sentAt).toBeUndefined();
      expect(report.updates[0]).toEqual({
        text: `Update: Engineer on site. (time as given: ${time})`,
        by: 'seller',
        at: undefined,
      });
      expect(badTimes(report)).toEqual(['DateTime']);
    });
  },
);

it.each([
  ['2026-07-12T10:00:00', '2026-07-12T09:00:00.000Z'],
  ['2026-01-12T10:00:00', '2026-01-12T10:00:00.000Z'],
  ['2026-07-12T10:00:00.1234567+01:00', '2026-07-12T09:00:00.123Z'],
])('the ISO time %s is read alike from every supplier, a London clock where it has no zone', (time, instant) => {
  for (const report of [cityfibreReport(time), abillityReport(time)]) {
    expect(report.sentAt).toBe(instant);
    expect(report.updates[0]?.at).toBe(instant);
    expect(badTimes(report)).toEqual([]);
  }
});

it('the text 0001-01-01 means no time and is in no KCI', () => {
  for (const report of [cityfibreReport('0001-01-01T00:00:00'), abillityReport('0001-01-01T00:00:00')]) {
    expect(report.sentAt).toBeUndefined();
    expect(report.updates[0]?.text).not.toContain('0001');
    expect(badTimes(report)).toEqual([]);
  }
});
