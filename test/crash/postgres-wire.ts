// Reads along on one connection to PostgreSQL: which statement a client begins, and when the server has ended it.

const HEADER = 5;
const READY_FOR_QUERY = 0x5a; // Z
const BIND = 0x42; // B
const QUERY = 0x51; // Q

export class PostgresWire {
  private fromClient = Buffer.alloc(0);
  private fromServer = Buffer.alloc(0);
  private started = false;
  private running: string | undefined;

  /** The statements whose execution this chunk of the client's orders, by name. */
  up(chunk: Buffer): string[] {
    this.fromClient = Buffer.concat([this.fromClient, chunk]);
    const begun: string[] = [];
    for (;;) {
      // The first message, which names user and database, has no type.
      const header = this.started ? HEADER : HEADER - 1;
      if (this.fromClient.length < header) return begun;
      const length = header - 4 + this.fromClient.readInt32BE(header - 4);
      if (this.fromClient.length < length) return begun;
      const message = this.fromClient.subarray(0, length);
      this.fromClient = this.fromClient.subarray(length);
      if (this.started) {
        const name = statementOf(message);
        if (name !== undefined) begun.push((this.running = name));
      }
      this.started = true;
    }
  }

  /** The statement this chunk of the server's tells the end of. */
  down(chunk: Buffer): string | undefined {
    this.fromServer = Buffer.concat([this.fromServer, chunk]);
    let ended: string | undefined;
    while (this.fromServer.length >= HEADER) {
      const length = 1 + this.fromServer.readInt32BE(1);
      if (this.fromServer.length < length) break;
      if (this.fromServer[0] === READY_FOR_QUERY) {
        ended = this.running;
        this.running = undefined;
      }
      this.fromServer = this.fromServer.subarray(length);
    }
    return ended;
  }
}

/** Named statements by name, plain text by its first word: begin, commit, listen. */
function statementOf(message: Buffer): string | undefined {
  const body = message.subarray(HEADER);
  if (message[0] === QUERY) return /^\s*(\w+)/.exec(body.toString('latin1'))?.[1]?.toLowerCase();
  if (message[0] !== BIND) return undefined;
  const portalEnd = body.indexOf(0);
  const name = body.toString('latin1', portalEnd + 1, body.indexOf(0, portalEnd + 1));
  return name === '' ? 'unnamed' : name;
}
