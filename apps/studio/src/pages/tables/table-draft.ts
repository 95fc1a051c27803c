// The form of a new table while it is filled in, and the change that it stands for.
import type { ChangeInput, ColumnInput, DeleteAction } from "../../api/wire.ts";

export interface ColumnDraft {
  /** Tells columns apart while their names change. */
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly default: string;
  readonly primaryKey: boolean;
  readonly identity: boolean;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly references: ReferenceDraft | null;
}

export interface ReferenceDraft {
  /** `schema.table` */
  readonly table: string;
  readonly column: string;
  readonly onDelete: DeleteAction;
}

export interface TableDraft {
  readonly name: string;
  readonly schema: string;
  readonly comment: string;
  readonly rls: boolean;
  /** True: the role authenticated gets the four privileges. */
  readonly grant: boolean;
  readonly columns: readonly ColumnDraft[];
}

let lastId = 0;

export function newColumn(part: Partial<ColumnDraft> = {}): ColumnDraft {
  lastId += 1;
  return {
    id: lastId,
    name: "",
    type: "",
    default: "",
    primaryKey: false,
    identity: false,
    nullable: true,
    unique: false,
    references: null,
    ...part,
  };
}

/** One column to begin with: a number that counts by itself. */
export function newTable(schema: string): TableDraft {
  const id = newColumn({
    name: "id",
    type: "int8",
    primaryKey: true,
    identity: true,
    nullable: false,
  });
  return { name: "", schema, comment: "", rls: true, grant: false, columns: [id] };
}

export function columnInput(draft: ColumnDraft): ColumnInput {
  const { name, type, identity, primaryKey, nullable, unique, references } = draft;
  const [schema = "", ...rest] = references?.table.split(".") ?? [];
  return {
    name,
    type,
    identity,
    primaryKey,
    nullable,
    unique,
    ...(identity ? {} : { default: draft.default }),
    ...(references === null
      ? {}
      : {
          references: {
            schema,
            table: rest.join("."),
            column: references.column,
            onDelete: references.onDelete,
          },
        }),
  };
}

export function changeOf(draft: TableDraft): ChangeInput {
  return {
    kind: "create-table",
    schema: draft.schema,
    name: draft.name,
    comment: draft.comment,
    rls: draft.rls,
    columns: draft.columns.map(columnInput),
    grants:
      draft.rls && draft.grant
        ? [{ role: "authenticated", privileges: ["select", "insert", "update", "delete"] }]
        : [],
  };
}
