// The part of pg's Connection that a train of messages is written to and answered by.
// pg calls the answers' methods on whatever was given to client.query() and has `submit`, as pg-cursor does it.

export interface Wire {
  readonly stream: { write(bytes: Buffer): unknown };
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
