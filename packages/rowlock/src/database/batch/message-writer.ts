// Frontend messages of the extended query protocol, written one behind the other into one buffer, so that a whole batch
// leaves in one write. https://www.postgresql.org/docs/17/protocol-message-formats.html
// It knows the messages alone: not which belong together, and not what they mean.

import type { SqlValue } from "../../sql/fragment.ts";

const INITIAL_SIZE = 16 * 1024;
/** Texts up to this length are given room for the worst case; longer ones are measured. */
const SHORT = 4_096;
/** Up to this length a loop is faster than a call into the encoder. */
const TINY = 24;

/** The first byte of each message. */
const MESSAGE = {
  bind: 0x42,
  close: 0x43,
  describe: 0x44,
  execute: 0x45,
  flush: 0x48,
  parse: 0x50,
  sync: 0x53,
} as const;

/** What Describe and Close are about. */
const PORTAL = 0x50;
const STATEMENT = 0x53;

export class MessageWriter {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);
  #end = 0;

  /** Forgets what was written and not taken. */
  clear(): void {
    this.#end = 0;
  }

  /** Everything written since the last time; the bytes are the caller's. */
  take(): Buffer {
    const end = this.#end;
    this.#end = 0;
    if (this.#bytes.length === INITIAL_SIZE) return Buffer.from(this.#bytes.subarray(0, end));
    const taken = this.#bytes.subarray(0, end);
    this.#bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);
    return taken;
  }

  /** Types of parameters are left to the server. */
  parse(name: string, text: string): void {
    const start = this.#begin(MESSAGE.parse);
    this.#name(name);
    this.#name(text);
    this.#int16(0);
    this.#finish(start);
  }

  /** To the portal without a name; results are asked for as text. */
  bind(statement: string, values: readonly SqlValue[]): void {
    const start = this.#begin(MESSAGE.bind);
    this.#name("");
    this.#name(statement);
    this.#formats(values);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    this.#int16(0);
    this.#finish(start);
  }

  describePortal(): void {
    const start = this.#begin(MESSAGE.describe);
    this.#byte(PORTAL);
    this.#name("");
    this.#finish(start);
  }

  /** All rows of the portal without a name. */
  execute(): void {
    const start = this.#begin(MESSAGE.execute);
    this.#name("");
    this.#int32(0);
    this.#finish(start);
  }

  closeStatement(name: string): void {
    const start = this.#begin(MESSAGE.close);
    this.#byte(STATEMENT);
    this.#name(name);
    this.#finish(start);
  }

  flush(): void {
    this.#finish(this.#begin(MESSAGE.flush));
  }

  sync(): void {
    this.#finish(this.#begin(MESSAGE.sync));
  }

  /** Begins a message; its length is filled in by `#finish`. */
  #begin(code: number): number {
    this.#reserve(5);
    this.#bytes[this.#end] = code;
    this.#end += 5;
    return this.#end - 4;
  }

  #finish(start: number): void {
    this.#bytes.writeInt32BE(this.#end - start, start);
  }

  /** No formats at all mean that every value is text. */
  #formats(values: readonly SqlValue[]): void {
    const count = values.some(isBytes) ? values.length : 0;
    this.#int16(count);
    if (count > 0) for (const value of values) this.#int16(isBytes(value) ? 1 : 0);
  }

  #value(value: SqlValue): void {
    const at = this.#end;
    this.#int32(-1);
    if (value === null) return;
    if (typeof value === "string") this.#text(value);
    else this.#raw(value);
    this.#bytes.writeInt32BE(this.#end - at - 4, at);
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** A text with the NUL that ends it. */
  #name(text: string): void {
    this.#text(text);
    this.#byte(0);
  }

  #text(text: string): void {
    const { length } = text;
    this.#reserve(length <= SHORT ? length * 3 : Buffer.byteLength(text));
    if (length > TINY || !this.#ascii(text)) this.#end += this.#bytes.write(text, this.#end);
  }

  /** Writes a text of ASCII; false, with nothing written, for any other. */
  #ascii(text: string): boolean {
    const start = this.#end;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      this.#bytes[start + index] = code;
    }
    this.#end += text.length;
    return true;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#end] = value;
    this.#end += 1;
  }

  #int16(value: number): void {
    this.#reserve(2);
    this.#end = this.#bytes.writeUInt16BE(value, this.#end);
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#end = this.#bytes.writeInt32BE(value, this.#end);
  }

  #reserve(length: number): void {
    const wanted = this.#end + length;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

function isBytes(value: SqlValue): value is Uint8Array {
  return typeof value === "object" && value !== null;
}
