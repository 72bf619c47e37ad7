// Authentication of the callers of every northern API.

import { Module } from '@nestjs/common';
import { BearerTokens } from './bearer-token.js';
import { TenantGuard } from './tenant.guard.js';

@Module({ providers: [BearerTokens, TenantGuard], exports: [BearerTokens, TenantGuard] })
export class AuthModule {}
