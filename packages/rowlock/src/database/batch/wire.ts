// The part of pg's Connection that a train of messages is written to and answered by.
// pg calls the answers' methods on whatever was given to client.query() and has `submit`, as pg-cursor does it.

/** A value as pg puts it on the wire: text, bytes or NULL. */
export type WireValue = string | Buffer | null;

export interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { readonly name: string; readonly text: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly WireValue[] }): void;
  describe(message: { readonly type: "P" }): void;
  execute(): void;
  close(message: { readonly type: "S"; readonly name: string }): void;
  flush(): void;
  sync(): void;
  sendCopyFail(reason: string): void;
  once(event: "readyForQuery" | "end", listener: () => void): void;
  off(event: "readyForQuery" | "end", listener: () => void): void;
}

export interface RowDescription {
  readonly fields: readonly { readonly name: string }[];
}

export interface DataRow {
  readonly fields: readonly (string | null)[];
}

export interface CommandComplete {
  readonly text: string;
}
