// What is sent in the bench: every message another one, about problems taken in turn.

import { randomUUID } from 'node:crypto';

export interface Problems {
  /** Tenants that are busy, in turn. */
  tenants: string[];
  /** How many problems each of them has, numbered from 1. */
  each: number;
}

export function subjectOf({ tenants, each }: Problems, turn: number): { tenant: string; problemId: number } {
  const tenant = tenants[turn % tenants.length] ?? '';
  return { tenant, problemId: (Math.floor(turn / tenants.length) % each) + 1 };
}

export function amendment(id: number, problemId: number): string {
  return JSON.stringify({
    id,
    serviceProblemId: problemId,
    notes: `mark-${id}- The customer reports that the service drops every evening between six and eight, most of all when it rains.`,
    hazards: 'A large dog is kept in the yard behind the house; please ring before opening the gate.',
    onSiteRestrictions: 'Parking is on the street only, and no ladders may be used before nine in the morning.',
    primaryContact: { name: 'Robin Example', phoneNumber: '01632 960111', email: 'robin@example.org' },
    characteristics: [
      { name: 'LED_STATE', value: 'red, blinking twice a second' },
      { name: 'ROUTER_RESTARTED', value: 'twice, without any change' },
    ],
  });
}

export function northHeaders(token: string, tenant: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    tenant,
    'x-request-id': randomUUID(),
    'x-conversation-id': randomUUID(),
  };
}

/** A report of progress with one new update, in an envelope. */
export function notification(buyer: string, reference: string, mark: number): string {
  const time = new Date().toISOString();
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
<soapenv:Header/>
<soapenv:Body>
<notifyFaultReportUpdate xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="../faultReport.xsd">
    <apiVersion>1.0</apiVersion>
    <buyerIdentifier>${buyer}</buyerIdentifier>
    <sentAt>${time}</sentAt>
    <messageId>${randomUUID()}</messageId>
    <reportDateTime>2031-03-04T09:20:30.0001Z</reportDateTime>
    <reporterContactDetails>
        <name>Alex</name>
        <phone>01632 960201</phone>
        <email>desk@provider.example</email>
    </reporterContactDetails>
    <endUserContactDetails>
        <phone>01632 960202</phone>
        <email>customer@home.example</email>
    </endUserContactDetails>
    <serviceAffected>SRV40501</serviceAffected>
    <buyerFaultReference>${reference}</buyerFaultReference>
    <maintainerFaultReference>TIC-${reference.replace(/\D/g, '')}</maintainerFaultReference>
    <faultDetails>
        <description>The light on the box is red. Updates will be appended.</description>
        <type>Service Outage</type>
        <status>in-progress</status>
        <faultStartTime>2031-03-03T18:00:00Z</faultStartTime>
        <faultLocation>17 Invented Lane, Sampleton, ZZ1 1ZZ</faultLocation>
        <siteAccessDetails>Ring the lower bell.</siteAccessDetails>
        <siteAccessContactDetails>
            <phone>01632 960203</phone>
        </siteAccessContactDetails>
    </faultDetails>
    <updates>
        <update>
            <description>mark-${mark}- An engineer has measured the line from the exchange and looks for the break.</description>
            <updatedBy>Seller</updatedBy>
            <updatedTime>${time}</updatedTime>
        </update>
    </updates>
</notifyFaultReportUpdate>
</soapenv:Body>
</soapenv:Envelope>
`;
}
