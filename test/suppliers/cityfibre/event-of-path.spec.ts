// The event that the path of a notification names, and what that says where the content does not.

import { describe, expect, it } from '@jest/globals';
import { eventOfPath, type FaultEvent } from '../../../src/suppliers/cityfibre/notifications/event.js';
import { notificationText } from '../../support/notification-texts.js';
import { TENANT, translatorWith } from './translation.js';

describe('the last segment of a path', () => {
  it.each<[string | undefined, FaultEvent | undefined]>([
    ['/cityfibre/notifyAmended', 'amended'],
    ['/cityfibre/NOTIFYAMENDED/', 'amended'],
    ['/cityfibre/notifyInProgress?x=1', 'in-progress'],
    ['/cityfibre/notifyAppointmentMissed', 'appointment-missed'],
    ['/cityfibre/notifyReopened', 're-opened'],
    ['/cityfibre/changed', 'amended'],
    ['/notifyAmended/cityfibre', undefined],
    ['/cityfibre', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s names %s', (path, event) => {
    expect(eventOfPath(path, { Changed: 'amended' })).toBe(event);
  });
});

describe('a report', () => {
  const body = notificationText('on-hold', { reference: `${TENANT}-1`, messageId: 'CF-1' });
  const read = (text: string, path: string) =>
    translatorWith({ notificationPaths: { changed: 'amended' } }).read(
      { body: Buffer.from(text), contentType: undefined, path },
      TENANT,
    );

  it('without a status has the state that its path names', () => {
    const silent = body.replace(/<status>[^<]*<\/status>/, '');
    expect(read(silent, '/cityfibre/notifyClosed').state).toBe('closed');
    expect(read(silent, '/cityfibre').state).toBe('unsaid');
  });

  it('with a status has that state, whatever its path names', () => {
    expect(read(body, '/cityfibre/notifyClosed').state).toBe('on-hold');
  });

  it('confirms an amendment on the path the settings name', () => {
    expect(read(body, '/cityfibre/Changed').confirmsAmendment).toBe(true);
    expect(read(body, '/cityfibre/notifyOnHold').confirmsAmendment).toBeUndefined();
  });
});
