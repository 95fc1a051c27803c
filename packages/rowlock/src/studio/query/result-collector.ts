// One run of a text in the simple query protocol: every statement's result, notices apart, in PostgreSQL's text form.
// Guarantee: memory stays bounded, whatever the query gives; rows beyond the limit are counted and let go.
import type pg from "pg";
import type { Cell } from "../wire/query.ts";

export interface CollectedResult {
  readonly command: string;
  readonly fields: readonly FieldDescription[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number | null;
  readonly truncated: boolean;
}

export interface FieldDescription {
  readonly name: string;
  readonly typeId: number;
  readonly typeModifier: number;
}

export interface CollectorLimits {
  /** Rows kept of each result. */
  readonly maxRows: number;
  /** Characters kept of each cell. */
  readonly maxCell: number;
  /** Characters kept of the whole run. */
  readonly maxTotal: number;
}

interface RowDescriptionMessage {
  readonly fields: readonly {
    readonly name: string;
    readonly dataTypeID: number;
    readonly dataTypeModifier: number;
  }[];
}

interface OpenResult {
  readonly fields: readonly FieldDescription[];
  readonly rows: (readonly Cell[])[];
  seen: number;
}

const NO_FIELDS: readonly FieldDescription[] = [];
const COPY_FIELD: FieldDescription = { name: "copy", typeId: 25, typeModifier: -1 };

/** What pg lets a query of one's own be (pg-cursor and pg-query-stream are such). */
export class ResultCollector implements pg.Submittable {
  readonly finished: Promise<readonly CollectedResult[]>;
  /** What was complete before an error, too. */
  readonly results: CollectedResult[] = [];
  readonly #text: string;
  readonly #limits: CollectorLimits;
  #open: OpenResult | undefined;
  #kept = 0;
  #resolve: (results: readonly CollectedResult[]) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(text: string, limits: CollectorLimits) {
    this.#text = text;
    this.#limits = limits;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleRowDescription(message: RowDescriptionMessage): void {
    const fields = message.fields.map((field) => ({
      name: field.name,
      typeId: field.dataTypeID,
      typeModifier: field.dataTypeModifier,
    }));
    this.#open = { fields, rows: [], seen: 0 };
  }

  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    this.#keep(message.fields);
  }

  handleCopyInResponse(connection: pg.Connection & { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail(
      "The SQL Editor has no data to send: COPY ... FROM STDIN is not possible here",
    );
  }

  handleCopyData(message: { readonly chunk: Buffer }): void {
    this.#open ??= { fields: [COPY_FIELD], rows: [], seen: 0 };
    this.#keep([message.chunk.toString("utf8").replace(/\n$/, "")]);
  }

  handleCommandComplete(message: { readonly text: string }): void {
    const open = this.#open;
    this.#open = undefined;
    const count = /\d+$/.exec(message.text)?.[0];
    this.results.push({
      command: message.text,
      fields: open?.fields ?? NO_FIELDS,
      rows: open?.rows ?? [],
      rowCount: open?.seen ?? (count === undefined ? null : Number(count)),
      truncated: open !== undefined && open.rows.length < open.seen,
    });
  }

  handleEmptyQuery(): void {}

  handleError(error: unknown): void {
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.results);
  }

  #keep(cells: readonly (string | null)[]): void {
    const open = this.#open;
    if (open === undefined) return;
    open.seen += 1;
    if (open.rows.length >= this.#limits.maxRows || this.#kept > this.#limits.maxTotal) return;
    open.rows.push(cells.map((cell) => this.#cut(cell)));
  }

  #cut(cell: string | null): Cell {
    this.#kept += Math.min(cell?.length ?? 0, this.#limits.maxCell);
    return cell === null || cell.length <= this.#limits.maxCell
      ? cell
      : { cut: cell.slice(0, this.#limits.maxCell) };
  }
}
