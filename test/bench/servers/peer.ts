// The peer: what a team would write by hand with the usual parts as they come. NestJS on Express, the validation pipe,
// axios and xml2js. It keeps nothing.

import 'reflect-metadata';
import type { Server } from 'node:http';
import { Agent } from 'node:https';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Body, Controller, Headers, HttpCode, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { firstValueFrom } from 'rxjs';
import { Builder, parseStringPromise } from 'xml2js';
import { type Identity, orders, tell } from './serve.js';

interface Orders {
  port: number;
  soapUrl: string;
  tls: Identity;
}

const { port, soapUrl, tls } = orders<Orders>();

class Contact {
  @IsString()
  @Length(1, 100)
  name!: string;

  @IsString()
  @Length(1, 50)
  phoneNumber!: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  email?: string;
}

class Characteristic {
  @IsString()
  @Length(1, 100)
  name!: string;

  @IsString()
  @Length(1, 1000)
  value!: string;
}

class Amendment {
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  id!: number;

  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  serviceProblemId!: number;

  @IsOptional()
  @IsString()
  @Matches(/\S/)
  @Length(1, 5000)
  notes?: string;

  @IsOptional()
  @IsString()
  @Length(1, 2000)
  problemText?: string;

  @IsOptional()
  @IsString()
  @Length(1, 2000)
  hazards?: string;

  @IsOptional()
  @IsString()
  @Length(1, 2000)
  onSiteRestrictions?: string;

  @IsOptional()
  @IsBoolean()
  escalationRequest?: boolean;

  @IsOptional()
  @ValidateNested()
  @Type(() => Contact)
  primaryContact?: Contact;

  @IsOptional()
  @ValidateNested()
  @Type(() => Contact)
  secondaryContact?: Contact;

  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => Characteristic)
  characteristics?: Characteristic[];
}

const builder = new Builder();

function messageOf(amendment: Amendment, tenant: string): string {
  const { primaryContact, hazards, onSiteRestrictions } = amendment;
  const time = new Date().toISOString();
  return builder.buildObject({
    'soap:Envelope': {
      $: { 'xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/' },
      'soap:Body': {
        amendFaultReport: {
          apiVersion: '1.0',
          buyerIdentifier: tenant,
          sentAt: time,
          messageId: String(amendment.id),
          buyerFaultReference: `${tenant}-${amendment.serviceProblemId}`,
          endUserContactDetails: {
            name: primaryContact?.name,
            phone: primaryContact?.phoneNumber,
            email: primaryContact?.email,
          },
          faultDetails: { siteAccessDetails: `Hazards: ${hazards ?? ''}\nRestrictions: ${onSiteRestrictions ?? ''}` },
          comment: { value: amendment.notes, commentedBy: 'buyer', commentedTime: time },
        },
      },
    },
  });
}

interface Received {
  'soap:Envelope': { 'soap:Body': { receivedAmendFaultReport: { status: string[] }[] }[] };
}

@Controller()
class Amendments {
  constructor(private readonly http: HttpService) {}

  @Post('service-problem-amendments')
  @HttpCode(201)
  async amend(@Body() amendment: Amendment, @Headers('tenant') tenant: string): Promise<object> {
    const reply = await firstValueFrom(
      this.http.post<string>('/api2/amendFaultReport', messageOf(amendment, tenant), {
        headers: { 'Content-Type': 'text/xml' },
      }),
    );
    const answer = (await parseStringPromise(reply.data)) as Received;
    const [received] = answer['soap:Envelope']['soap:Body'][0]?.receivedAmendFaultReport ?? [];
    return { ...amendment, supplierStatus: received?.status[0] };
  }
}

@Module({
  imports: [HttpModule.register({ baseURL: soapUrl, httpsAgent: new Agent({ keepAlive: true, ...tls }) })],
  controllers: [Amendments],
})
class Peer {}

const app = await NestFactory.create(Peer, { logger: false });
app.useGlobalPipes(new ValidationPipe({ transform: true }));
(app.getHttpServer() as Server).keepAliveTimeout = 120_000;
await app.listen(port, '127.0.0.1');
tell({ ready: true });
