const PREFACE = 'PRI * HTTP/2.0';
const HEAD = 9;

/** Where one message of HTTP ends and the next begins, in the bytes of a server. */
export class Framing {
  private isHttp2: boolean | undefined;
  /** Bytes of the frame under way that are to come; a head that is cut in two makes the border unknown for good. */
  private rest = 0;

  /** Takes the first bytes of the client, which tell the protocol. */
  client(chunk: Buffer): void {
    this.isHttp2 ??= chunk.subarray(0, PREFACE.length).toString('latin1') === PREFACE;
  }

  get version(): 1 | 2 {
    return this.isHttp2 ? 2 : 1;
  }

  /** Takes the next bytes of the server: how long the message at their beginning is; `undefined` when none begins there. */
  server(chunk: Buffer): number | undefined {
    if (!this.isHttp2) return chunk.subarray(0, 5).toString('latin1') === 'HTTP/' ? chunk.length : undefined;
    const atBorder = this.rest === 0 && chunk.length >= HEAD;
    const first = atBorder ? Math.min(chunk.length, frameLength(chunk, 0)) : undefined;
    let at = this.rest;
    while (at + HEAD <= chunk.length) at += frameLength(chunk, at);
    this.rest = at > chunk.length ? at - chunk.length : at < chunk.length ? Infinity : 0;
    return first;
  }
}

function frameLength(chunk: Buffer, at: number): number {
  return HEAD + chunk.readUIntBE(at, 3);
}
