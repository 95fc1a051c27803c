// One batch on its way: sent in one write, ended by one Sync, so PostgreSQL runs it as one transaction.
// INVARIANT: it settles only when the server says ReadyForQuery. A deferred constraint fails after CommandComplete, at
// the Sync, and a batch that failed there must not be answered as if it had worked.
// pg forgets an active query at its first error, so from then on this listens for ReadyForQuery itself.
// Trains can be coupled: all leave in one write, each with a Sync of its own, and each is given to pg when the one before
// has been answered.
import type pg from "pg";
import { databaseUnreachable } from "../database-unreachable.ts";
import { endsSession, isReportedError, PostgresError } from "../postgres-error.ts";
import type { Batch, BatchResult } from "./batch.ts";
import type { Session } from "./session-pool.ts";
import type { CommandComplete, DataRow, RowDescription, Wire } from "./wire.ts";
import { type WrittenBatch, writeBatch, writeEnd } from "./write-batch.ts";

/** What pg.Client.query() is given to run one batch. */
export class Train implements pg.Submittable {
  /**
   * Settles when the connection is ready for the next batch, or gone. Rejects with a PostgresError,
   * `DATABASE_UNREACHABLE`, or what the batch's own decision threw.
   */
  readonly done: Promise<BatchResult>;
  readonly #batch: Batch;
  readonly #session: Session;
  readonly #next: Train | undefined;
  readonly #rows: (readonly (string | null)[])[] = [];
  #resolve: (result: BatchResult) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #written: WrittenBatch | undefined;
  #columns: readonly string[] | undefined;
  #command = "";
  #step = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  /** `next` is written along with it. */
  constructor(batch: Batch, session: Session, next?: Train) {
    this.#batch = batch;
    this.#session = session;
    this.#next = next;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: pg.Connection): void {
    if (this.#written !== undefined) return;
    const { writer } = this.#session.writing;
    writer.clear();
    this.write();
    (connection as unknown as Wire).stream.write(writer.take());
  }

  /** Puts its messages, and those of what is coupled to it, behind what the writer holds. */
  write(): void {
    this.#written = writeBatch(this.#batch, this.#session);
    if (!this.#batch.readOnly) this.#session.mayHoldWrites = true;
    this.#columns = this.#written.query?.columns;
    if (this.#batch.decide === undefined) this.#writeEnd(this.#batch.end ?? "commit");
    else this.#session.writing.writer.flush();
    this.#next?.write();
  }

  handleRowDescription(message: RowDescription): void {
    this.#columns = message.fields.map((field) => field.name);
    if (this.#written?.query !== undefined) this.#written.query.columns = this.#columns;
  }

  handleDataRow(message: DataRow): void {
    if (this.#isQuery()) this.#rows.push(message.fields);
  }

  handleCommandComplete(message: CommandComplete, connection: unknown): void {
    if (this.#isQuery()) {
      this.#command = message.text;
      if (!this.#ended) this.#end(connection as Wire, this.#decide());
    }
    this.#step += 1;
  }

  handleEmptyQuery(connection: unknown): void {
    this.handleCommandComplete({ text: "" }, connection);
  }

  handleCopyInResponse(connection: unknown): void {
    (connection as Wire).sendCopyFail("COPY from the client is not possible here");
  }

  handleCopyData(): void {}

  handlePortalSuspended(): void {}

  handleReadyForQuery(): void {
    if (this.#failure !== undefined) this.#reject(this.#failure.error);
    else {
      this.#session.mayHoldWrites = this.#session.readsMayLeave || !this.#batch.readOnly;
      this.#resolve(this.#result());
    }
    if (this.#next !== undefined) this.#session.client.query(this.#next);
  }

  handleError(error: unknown, connection: unknown): void {
    // Whether the server came to know these before the error is open: they are closed and made anew.
    for (const one of this.#written?.unconfirmed ?? []) this.#session.statements.forget(one);
    if (!isReportedError(error)) {
      this.#reject(databaseUnreachable(error));
      this.#next?.handleError(error, connection);
      return;
    }
    this.#failure ??= {
      error: endsSession(error) ? databaseUnreachable(error) : new PostgresError(error),
    };
    const wire = connection as Wire;
    const settle = () => {
      wire.off("readyForQuery", settle);
      wire.off("end", settle);
      this.handleReadyForQuery();
    };
    wire.once("readyForQuery", settle);
    wire.once("end", settle);
    if (!this.#ended) this.#end(wire, "commit");
  }

  #isQuery(): boolean {
    return this.#step === this.#written?.queryStep;
  }

  // A decision that throws undoes the batch and becomes its error.
  #decide(): "commit" | "rollback" {
    try {
      return this.#batch.decide?.(this.#result()) ?? "commit";
    } catch (error) {
      this.#failure = { error };
      return "rollback";
    }
  }

  #writeEnd(end: "commit" | "rollback"): void {
    this.#ended = true;
    const { statements, writing } = this.#session;
    const unconfirmed = this.#written?.unconfirmed ?? [];
    writeEnd(writing.writer, this.#batch, { end, statements, unconfirmed });
  }

  #end(wire: Wire, end: "commit" | "rollback"): void {
    const { writer } = this.#session.writing;
    writer.clear();
    this.#writeEnd(end);
    wire.stream.write(writer.take());
  }

  #result(): BatchResult {
    return { columns: this.#columns ?? [], rows: this.#rows, command: this.#command };
  }
}
