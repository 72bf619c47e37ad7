// Applies changes of the settings file and of the certificates it names, without a restart.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { errorFacts, Log } from '../runtime/log.js';
import { type GatewaySettings, Settings, SettingsRefused } from '../runtime/settings/settings.js';
import { Problems } from '../store/problems/problems.js';

/** So that a change is applied within five seconds. */
const CHECK_EVERY_MS = 2_000;

@Injectable()
export class SettingsWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private reloading: Promise<void> | undefined;
  /** Why the last reload failed. The alarm is raised once for each reason, however often it is tried again. */
  private refused: string | undefined;
  private readonly onSignal = (): void => void this.reload();

  constructor(
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    process.on('SIGHUP', this.onSignal);
    this.timer = setInterval(() => void this.check(), CHECK_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    process.off('SIGHUP', this.onSignal);
    clearInterval(this.timer);
  }

  /** A supplier or a tenant that still has unfinished problems cannot be removed. */
  async objections(next: GatewaySettings): Promise<string[]> {
    const open = await this.problems.open();
    return open.flatMap(({ tenant, supplier, problems }) => {
      const section = next.tenants[tenant]?.[supplier];
      return section === undefined
        ? [`tenants.${tenant}.${supplier}: cannot be removed while ${problems} of its problems are unfinished.`]
        : [];
    });
  }

  private async check(): Promise<void> {
    if (this.reloading !== undefined) return;
    if (await this.settings.hasChanged().catch(() => false)) await this.reload();
  }

  private reload(): Promise<void> {
    this.reloading ??= this.takeUp().finally(() => (this.reloading = undefined));
    return this.reloading;
  }

  private async takeUp(): Promise<void> {
    try {
      await this.settings.reload((next) => this.objections(next));
      for (const warning of this.settings.warnings) this.log.warn('settings.superseded', { warning });
      this.refused = undefined;
      this.log.info('settings.reloaded', {
        path: this.settings.path,
        tenants: Object.keys(this.settings.current.tenants).length,
      });
    } catch (error) {
      const why = String(error);
      if (why === this.refused) return;
      this.refused = why;
      const facts = error instanceof SettingsRefused ? { faults: error.faults } : errorFacts(error);
      this.log.alarm('settings.refused', {
        ...facts,
        advice:
          'The gateway continues with its present settings. Correct what the line names: the gateway then applies the change.',
      });
    }
  }
}
