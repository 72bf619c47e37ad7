// Everything the Fibre Cafe was told, per problem, and what the order of the telling got wrong.
import type { Finding, FindingKind, KciEntity, ProblemReport, ReceivedKci } from './contract.js';
import type { Kci, Subject } from './kci-envelope.js';
import { FINAL_STATUSES } from './kci.codes.js';

type Arrival = Omit<ReceivedKci, 'deliveries'>;

interface Line {
  entity: KciEntity;
  entityId: number;
  tenant: string;
  byNumber: Map<number, ReceivedKci>;
  latest: ReceivedKci | undefined;
  repeats: number;
}

export class KciLedger {
  private received: ReceivedKci[] = [];
  private found: Finding[] = [];
  private readonly lines = new Map<string, Line>();
  private readonly byId = new Map<string, ReceivedKci>();
  private readonly inFlight = new Map<string, number>();

  constructor(private readonly onFinding: (finding: Finding) => void) {}

  /** A request about a problem begins; the answer ends it. Two at once for one problem cannot be in order. */
  enter(subject: Subject): () => void {
    const key = keyOf(subject);
    if (subject.entityId === undefined) {
      return () => undefined;
    }
    const open = (this.inFlight.get(key) ?? 0) + 1;
    this.inFlight.set(key, open);
    if (open > 1) {
      this.note('overlap', subject, `${open} KCIs of one problem were on their way at the same time.`);
    }
    return () => {
      const left = (this.inFlight.get(key) ?? 1) - 1;
      if (left > 0) {
        this.inFlight.set(key, left);
      } else {
        this.inFlight.delete(key);
      }
    };
  }

  /** Takes a valid KCI in; true when it is one already known. */
  take(kci: Arrival): boolean {
    const line = this.line(kci);
    const known = this.byId.get(kci.id.toLowerCase());
    if (known?.raw === kci.raw) {
      known.deliveries += 1;
      line.repeats += 1;
      return true;
    }
    const rival = line.byNumber.get(kci.sequenceNumber);
    if (known) {
      this.note('id-reused', kci, `id ${kci.id} came before, as number ${known.sequenceNumber}, with other content.`);
    } else if (rival) {
      this.note('number-reused', kci, `Number ${kci.sequenceNumber} was already used by KCI ${rival.id}.`);
    } else {
      this.append(line, { ...kci, deliveries: 1 });
    }
    return false;
  }

  note(kind: FindingKind, about: Subject, detail: string): void {
    const { tenant, entity, entityId, sequenceNumber } = about;
    const finding = { at: new Date(), kind, tenant, entity, entityId, sequenceNumber, detail };
    this.found.push(finding);
    this.onFinding(finding);
  }

  kcis(entityId?: number): ReceivedKci[] {
    return this.received.filter((kci) => entityId === undefined || kci.entityId === entityId);
  }

  findings(): Finding[] {
    return [...this.found];
  }

  problems(): ProblemReport[] {
    const findings = Map.groupBy(this.found, (finding) => keyOf(finding));
    return [...this.lines].map(([key, line]) => report(line, findings.get(key) ?? []));
  }

  reset(): void {
    this.received = [];
    this.found = [];
    this.lines.clear();
    this.byId.clear();
  }

  private append(line: Line, kci: ReceivedKci): void {
    const { latest } = line;
    const expected = (latest?.sequenceNumber ?? 0) + 1;
    if (kci.sequenceNumber > expected) {
      this.note('gap', kci, `Number ${kci.sequenceNumber} came when ${expected} was due.`);
    } else if (kci.sequenceNumber < expected) {
      this.note('disorder', kci, `Number ${kci.sequenceNumber} came after number ${expected - 1}.`);
    }
    if (latest && kci.sequenceNumber >= expected) {
      this.compare(latest, kci);
    }
    line.byNumber.set(kci.sequenceNumber, kci);
    this.byId.set(kci.id.toLowerCase(), kci);
    this.received.push(kci);
    if (kci.sequenceNumber >= expected) {
      line.latest = kci;
    }
  }

  private compare(before: ReceivedKci, kci: ReceivedKci): void {
    if (Date.parse(kci.issuedOn) < Date.parse(before.issuedOn)) {
      this.note('issued-on-backwards', kci, `issuedOn ${kci.issuedOn} is before ${before.issuedOn}.`);
    }
    if (FINAL_STATUSES.has(before.status) && kci.status !== before.status) {
      this.note('final-state-left', kci, `Status ${kci.status} came after the final ${before.status}.`);
    }
  }

  private line(kci: Kci): Line {
    const key = keyOf(kci);
    const { entity, entityId, tenant } = kci;
    const line = this.lines.get(key) ?? {
      ...{ entity, entityId, tenant },
      byNumber: new Map<number, ReceivedKci>(),
      latest: undefined,
      repeats: 0,
    };
    this.lines.set(key, line);
    return line;
  }
}

function keyOf({ entity, entityId, tenant }: Omit<Subject, 'sequenceNumber'>): string {
  return JSON.stringify([entity, entityId, tenant]);
}

function report(line: Line, findings: Finding[]): ProblemReport {
  const { entity, entityId, tenant, byNumber, latest, repeats } = line;
  const highest = latest?.sequenceNumber ?? 0;
  const missing: number[] = [];
  // A wild number must not make a list of millions; the first thousand say enough.
  for (let number = 1; number < highest && missing.length < 1000; number += 1) {
    if (!byNumber.has(number)) {
      missing.push(number);
    }
  }
  const flawless = missing.length === 0 && findings.length === 0;
  const status = latest?.status ?? 'UNKNOWN';
  return { entity, entityId, tenant, received: byNumber.size, repeats, highest, missing, status, findings, flawless };
}
