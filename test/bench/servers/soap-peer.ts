// The peer for notifications: a node-soap server over the same mutual TLS. It keeps nothing.

import { createServer } from 'node:https';
import { listen } from 'soap';
import { type Identity, orders, tell } from './serve.js';

interface Orders {
  port: number;
  tls: Identity;
}

const { port, tls } = orders<Orders>();

const text = (...names: string[]): string =>
  names.map((name) => `<xs:element name="${name}" type="xs:string" minOccurs="0"/>`).join('');
const contact = (name: string): string =>
  `<xs:element name="${name}" minOccurs="0"><xs:complexType><xs:sequence>${text('name', 'phone', 'email')}</xs:sequence></xs:complexType></xs:element>`;

const WSDL = `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:bench" targetNamespace="urn:bench" name="Notifications">
<wsdl:types><xs:schema targetNamespace="urn:bench" elementFormDefault="unqualified">
<xs:element name="notifyFaultReportUpdate"><xs:complexType><xs:sequence>
${text('apiVersion', 'buyerIdentifier', 'sentAt', 'messageId', 'reportDateTime')}
${contact('reporterContactDetails')}${contact('endUserContactDetails')}
${text('serviceAffected', 'buyerFaultReference', 'maintainerFaultReference', 'parentFaultReference')}
<xs:element name="faultDetails"><xs:complexType><xs:sequence>
${text('description', 'type', 'status', 'faultStartTime', 'faultLocation', 'siteAccessDetails')}
${contact('siteAccessContactDetails')}</xs:sequence></xs:complexType></xs:element>
<xs:element name="updates" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="update" minOccurs="0" maxOccurs="unbounded">
<xs:complexType><xs:sequence>${text('description', 'updatedBy', 'updatedTime')}</xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="receivedNotifyFaultReportUpdate"><xs:complexType><xs:sequence>
${text('apiVersion', 'buyerIdentifier', 'sentAt', 'messageId', 'responseCode')}
</xs:sequence></xs:complexType></xs:element>
</xs:schema></wsdl:types>
<wsdl:message name="Notify"><wsdl:part name="parameters" element="t:notifyFaultReportUpdate"/></wsdl:message>
<wsdl:message name="Received"><wsdl:part name="parameters" element="t:receivedNotifyFaultReportUpdate"/></wsdl:message>
<wsdl:portType name="Notifications"><wsdl:operation name="notifyFaultReportUpdate">
<wsdl:input message="t:Notify"/><wsdl:output message="t:Received"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="Binding" type="t:Notifications"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="notifyFaultReportUpdate"><soap:operation soapAction="notifyFaultReportUpdate"/>
<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name="Service"><wsdl:port name="Port" binding="t:Binding"><soap:address location="https://localhost/"/></wsdl:port></wsdl:service>
</wsdl:definitions>`;

interface Notification {
  buyerIdentifier: string;
  messageId: string;
}

const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (_request, response) => {
  response.writeHead(404).end();
});
server.keepAliveTimeout = 120_000;
listen(server, {
  path: '/cityfibre',
  xml: WSDL,
  services: {
    Service: {
      Port: {
        notifyFaultReportUpdate: ({ buyerIdentifier, messageId }: Notification) => ({
          apiVersion: '1.0',
          buyerIdentifier,
          sentAt: new Date().toISOString(),
          messageId,
          responseCode: '200',
        }),
      },
    },
  },
});
server.listen(port, '127.0.0.1', () => tell({ ready: true }));
