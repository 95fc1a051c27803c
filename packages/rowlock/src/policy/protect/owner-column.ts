// The column that says whose a row is: found, added, or completed. Rows that are there already are never guessed about:
// whose they are must have been said, else nothing is written.
import type { ColumnFacts } from "../../catalog/parts/columns.ts";
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { literal, type Sql, sql } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { callerDefault, ownerCaller } from "./caller-sql.ts";
import type { ProtectShape } from "./shape.ts";
import { type Step, textOf } from "./step.ts";

const USUAL_NAMES = {
  requesting_user_id: [
    "user_id",
    "owner_id",
    "clerk_user_id",
    "clerk_id",
    "author_id",
    "created_by",
  ],
  requesting_org_id: ["org_id", "organization_id", "clerk_org_id"],
  requesting_owner_id: ["owner_id"],
  requesting_org_role: [],
} as const;

/** What the table holds now, of which the catalog knows nothing. */
export interface RowState {
  readonly hasRows: boolean;
  /** There are rows whose owner column is NULL. */
  readonly hasRowsWithoutOwner: boolean;
}

/** The column that the shape means: the one named, the first usual name that is there, or the first usual name. */
export function ownerColumnName(table: GuardedRelation, shape: ProtectShape): string {
  if (shape.column !== undefined) return shape.column;
  const usual: readonly string[] = USUAL_NAMES[ownerCaller(shape.owner)];
  const there = usual.find((name) => table.columns.some((column) => column.name === name));
  return there ?? usual[0] ?? "user_id";
}

export interface OwnerColumnRequest {
  readonly table: GuardedRelation;
  readonly shape: ProtectShape;
  readonly name: string;
  readonly rows: RowState;
  /** Whether two default expressions mean the same. */
  readonly sameExpression: (left: string, right: Sql) => boolean;
}

/** @throws PROTECT_COLUMN, PROTECT_EXISTING_ROWS */
export function planOwnerColumn(request: OwnerColumnRequest): readonly Step[] {
  const { table, name } = request;
  const column = table.columns.find((one) => one.name === name);
  return column === undefined ? addColumn(request) : completeColumn(request, column);
}

function addColumn(request: OwnerColumnRequest): readonly Step[] {
  const { table, shape, name, rows } = request;
  const target = readableName(table.schema, table.name);
  const column = readableName(name);
  const value = callerDefault(ownerCaller(shape.owner), shape);
  const purpose = `Whose the row is: ${ownerWords(shape)}`;
  if (!rows.hasRows) {
    return [
      {
        purpose,
        sql: sql`alter table ${target} add column ${column} text not null default ${value}`,
      },
    ];
  }
  return [
    { purpose, sql: sql`alter table ${target} add column ${column} text` },
    ...settleExistingRows(request),
    { sql: sql`alter table ${target} alter column ${column} set default ${value}` },
  ];
}

function completeColumn(request: OwnerColumnRequest, column: ColumnFacts): readonly Step[] {
  const { table, shape, name, rows, sameExpression } = request;
  refuseOtherTypes(request, column);
  const target = readableName(table.schema, table.name);
  const value = callerDefault(ownerCaller(shape.owner), shape);
  const steps: Step[] = [];
  const { defaultExpression } = column;
  if (defaultExpression === null || !sameExpression(defaultExpression, value)) {
    steps.push({
      purpose: "A new row belongs to whoever makes it",
      sql: sql`alter table ${target} alter column ${readableName(name)} set default ${value}`,
    });
  }
  if (rows.hasRowsWithoutOwner) return [...settleExistingRows(request), ...steps];
  if (column.nullable && shape.existing?.kind !== "keep-hidden") {
    steps.push({
      purpose: "Every row belongs to someone",
      sql: sql`alter table ${target} alter column ${readableName(name)} set not null`,
    });
  }
  return steps;
}

/** Gives the rows without an owner to the one that was named, or leaves them where nobody sees them. */
function settleExistingRows({ table, shape, name }: OwnerColumnRequest): readonly Step[] {
  const target = readableName(table.schema, table.name);
  const column = readableName(name);
  switch (shape.existing?.kind) {
    case "owner":
      return [
        {
          purpose: "The rows that are there already get the owner that was named",
          sql: sql`update ${target} set ${column} = ${literal(shape.existing.id)} where ${column} is null`,
        },
        { sql: sql`alter table ${target} alter column ${column} set not null` },
      ];
    case "keep-hidden":
      return [];
    case undefined:
      throw rowlockError("PROTECT_EXISTING_ROWS", {
        message: `${table.schema}.${table.name} holds rows that belong to nobody`,
        hint: `Say whose they are with --existing-owner ID, or keep them, seen by nobody, with --existing keep-hidden`,
      });
  }
}

function refuseOtherTypes({ table, name }: OwnerColumnRequest, column: ColumnFacts): void {
  const { baseType } = column;
  if (baseType === "text" || baseType === "character varying") return;
  if (/^character varying\((\d+)\)$/.test(baseType)) return;
  const statement = sql`alter table ${readableName(table.schema, table.name)} alter column ${readableName(name)} type text using ${readableName(name)}::text`;
  throw rowlockError("PROTECT_COLUMN", {
    message: `${table.schema}.${table.name}.${name} is of type ${column.type}, and Clerk's ids are text`,
    hint: "Name another with --column, or change its type first; foreign keys to auth.users have to go",
    details: textOf(statement),
  });
}

function ownerWords({ owner }: ProtectShape): string {
  switch (owner.kind) {
    case "user":
      return "a Clerk user";
    case "organization":
      return owner.personal ? "a Clerk organization, or a user" : "a Clerk organization";
    case "members":
      return "a group";
    case "through":
      return "a user";
  }
}
