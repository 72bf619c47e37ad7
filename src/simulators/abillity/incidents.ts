// Incidents the simulator holds, with the notes made on them.

export interface Note {
  NotificationID: number;
  DateTime: string;
  ActionID: number;
  Subject: string;
  CreatedBy: string;
  Notes: string;
}

export interface Incident {
  id: number;
  fault: Record<string, unknown>;
  user: string;
  notes: Note[];
}

export interface NoteOrder {
  subject: string;
  notes?: string;
  actionId?: number;
  createdBy?: string;
  /** As it is to be written; left out: now, in UK local time. */
  dateTime?: string;
}

export class NoSuchIncident extends Error {}

const LONDON = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'medium',
});

export class Incidents {
  private incidents = new Map<number, Incident>();
  private nextNote = 1;

  constructor(private next: number) {}

  open(fault: Record<string, unknown>, user: string): Incident {
    const incident = { id: this.next++, fault, user, notes: [] };
    this.incidents.set(incident.id, incident);
    return incident;
  }

  list(): Incident[] {
    return [...this.incidents.values()];
  }

  /** Throws where there is none. */
  get(id: number): Incident {
    const incident = this.incidents.get(id);
    if (incident === undefined) throw new NoSuchIncident(`There is no incident ${id}.`);
    return incident;
  }

  note(id: number, { subject, notes = '', actionId = 1, createdBy = 'Openreach', dateTime }: NoteOrder): Note {
    const note = {
      NotificationID: this.nextNote++,
      DateTime: dateTime ?? LONDON.format(new Date()).replace(' ', 'T'),
      ...{ ActionID: actionId, Subject: subject, CreatedBy: createdBy, Notes: notes },
    };
    this.get(id).notes.push(note);
    return note;
  }

  clear(): void {
    this.incidents.clear();
  }
}
