// What an HTTP status says where no message of the supplier explains it, and which texts of proxies change that.

import { describe, expect, it } from '@jest/globals';
import { meaningOf, type StatusMeaning } from '../../src/protocol/http/status-meaning.js';

const meaning = (status: number, body = ''): StatusMeaning | undefined =>
  meaningOf({ kind: 'answered', status, headers: {}, body: Buffer.from(body) });

describe('a status', () => {
  it.each<[StatusMeaning | undefined, number[]]>([
    ['access-refused', [401, 403, 495, 496]],
    ['not-processed', [408, 421, 425, 429, 503]],
    ['maybe-processed', [502, 504]],
    ['not-implemented', [501]],
    ['no-verdict', [300, 301, 302, 303, 304, 307, 308, 404, 405, 407, 410, 426, 451]],
    [undefined, [200, 201, 202, 204, 400, 402, 406, 409, 413, 415, 422, 431, 500, 505, 520, 599]],
  ])('says %s: %j', (expected, statuses) => {
    expect(statuses.map((status) => meaning(status))).toEqual(statuses.map(() => expected));
  });
});

describe('503', () => {
  const envoy = (reason: string): string =>
    `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`;

  it.each([
    ['Envoy, whose connection ended', envoy('connection termination')],
    ['Envoy, whose upstream reset the stream', envoy('remote reset')],
    [
      'Envoy, which retried and saw a reset',
      `${envoy('connection termination').replace('reset reason', 'retried and the latest reset reason')}`,
    ],
    ['an older Envoy, which gives no reason', 'upstream connect error or disconnect/reset before headers'],
    ['Envoy, whose stream broke its protocol', envoy('protocol error')],
    ['Envoy, whose clock ran out', 'upstream request timeout'],
    ['nginx', 'upstream prematurely closed connection while reading response header from upstream'],
    ['Apache', '<p>Reason: <strong>Error reading from remote server</strong></p><!-- while reading status line -->'],
    ['Varnish', '<h1>Error 503 Backend fetch failed</h1><p>Guru Meditation:</p>'],
    ['Fastly', '<h1>Error 503 first byte timeout</h1>'],
    ['Heroku', '{"id":"request_timeout","code":"H12","desc":"Request timeout"}'],
    ['a time-out in the application itself', 'ServiceUnavailableError: Response timeout'],
    ['a proxy in node', '{"code":"ECONNRESET","message":"socket hang up"}'],
    ['Squid', 'The system returned: Zero Sized Reply: No response from server'],
    ['a fault about it', '<Fault><faultstring>Read timed out</faultstring></Fault>'],
  ])('of %s may have been processed', (_who, text) => {
    expect(meaning(503, text)).toBe('maybe-processed');
  });

  it.each([
    ['nobody', ''],
    ['Envoy, which could not connect', envoy('connection failure')],
    [
      'Envoy, which says who could not connect',
      envoy('remote connection failure, transport failure reason: delayed connect error: 111'),
    ],
    ['Envoy, whose connection was not made in time', envoy('connection timeout')],
    ['Envoy, which has no room', envoy('overflow')],
    ['Envoy, without an upstream', 'no healthy upstream'],
    ['HAProxy', '<h1>503 Service Unavailable</h1>No server is available to handle this request.'],
    ['nginx', '<html><head><title>503 Service Temporarily Unavailable</title></head></html>'],
    [
      'Apache',
      'The server is temporarily unable to service your request due to maintenance downtime or capacity problems.',
    ],
    ['the supplier at night', 'Closed for maintenance until 06:00. Please try again.'],
  ])('of %s was not processed', (_who, text) => {
    expect(meaning(503, text)).toBe('not-processed');
  });
});

describe('400', () => {
  it.each([
    ['<html><center>No required SSL certificate was sent</center></html>', 'access-refused'],
    ['<html><head><title>400 The SSL certificate error</title></head></html>', 'access-refused'],
    [
      '<receivedFaultReport><errorMessage>The client certificate is odd</errorMessage></receivedFaultReport>',
      undefined,
    ],
    ['', undefined],
  ])('with %s says %s', (text, expected) => {
    expect(meaning(400, text)).toBe(expected);
  });
});
