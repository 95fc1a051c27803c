// Forms of the Table Editor as SQL: make, change and drop tables and their columns.
import { join, literal, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { formError } from "../studio-error.ts";
import type { ChangeOf } from "../wire/change.ts";
import { columnDefinition } from "./column.ts";
import { grantStatements } from "./grant-changes.ts";
import type { PersonSql } from "./person-sql.ts";

export function createTable(change: ChangeOf<"create-table">, person: PersonSql): readonly Sql[] {
  requireDistinctNames(change.columns);
  const table = readableName(change.schema, change.name);
  const keys = change.columns.filter((column) => column.primaryKey);
  const lines = change.columns.map((column, index) =>
    columnDefinition(column, {
      field: `columns.${index}`,
      person,
      inlinePrimaryKey: column.primaryKey && keys.length === 1,
    }),
  );
  if (keys.length > 1) {
    lines.push(sql`primary key (${join(keys.map((column) => readableName(column.name)))})`);
  }
  const body = lines.length === 0 ? trusted("()") : sql`(\n  ${join(lines, ",\n  ")}\n)`;
  return [
    sql`create table ${table} ${body}`,
    ...(change.rls ? [enableRls(table)] : []),
    ...(change.comment ? [sql`comment on table ${table} is ${literal(change.comment)}`] : []),
    ...grantStatements({ table, grants: change.grants, sequences: [] }),
  ];
}

function requireDistinctNames(columns: ChangeOf<"create-table">["columns"]): void {
  const seen = new Set<string>();
  columns.forEach((column, index) => {
    if (seen.has(column.name)) {
      throw formError(`columns.${index}.name`, `There are two columns named ${column.name}`);
    }
    seen.add(column.name);
  });
}

function enableRls(table: Sql): Sql {
  return sql`alter table ${table} enable row level security`;
}

export function setRls({ schema, table, enabled }: ChangeOf<"set-rls">): readonly Sql[] {
  const name = readableName(schema, table);
  return [enabled ? enableRls(name) : sql`alter table ${name} disable row level security`];
}

export function dropTable({ schema, table, cascade }: ChangeOf<"drop-table">): readonly Sql[] {
  return [sql`drop table ${readableName(schema, table)}${cascading(cascade)}`];
}

export function renameTable({ schema, table, to }: ChangeOf<"rename-table">): readonly Sql[] {
  return [sql`alter table ${readableName(schema, table)} rename to ${readableName(to)}`];
}

export function commentTable({
  schema,
  table,
  comment,
}: ChangeOf<"comment-table">): readonly Sql[] {
  const text = comment === "" ? trusted("null") : literal(comment);
  return [sql`comment on table ${readableName(schema, table)} is ${text}`];
}

export function addColumn(
  { schema, table, column }: ChangeOf<"add-column">,
  person: PersonSql,
): readonly Sql[] {
  const definition = columnDefinition(column, {
    field: "column",
    person,
    inlinePrimaryKey: column.primaryKey,
  });
  return [sql`alter table ${readableName(schema, table)} add column ${definition}`];
}

export function dropColumn(change: ChangeOf<"drop-column">): readonly Sql[] {
  const table = readableName(change.schema, change.table);
  return [
    sql`alter table ${table} drop column ${readableName(change.column)}${cascading(change.cascade)}`,
  ];
}

export function alterColumn(change: ChangeOf<"alter-column">, person: PersonSql): readonly Sql[] {
  const table = readableName(change.schema, change.table);
  const alter = sql`alter table ${table} alter column ${readableName(change.column)}`;
  const statements: Sql[] = [];
  if (change.type !== undefined) {
    const type = sql`${alter} type ${person.typeName(change.type, "type")}`;
    statements.push(
      change.using ? sql`${type} using ${person.parenthesized(change.using, "using")}` : type,
    );
  }
  if (change.default !== undefined) {
    statements.push(
      change.default
        ? sql`${alter} set default ${person.expression(change.default, "default")}`
        : sql`${alter} drop default`,
    );
  }
  if (change.nullable !== undefined) {
    statements.push(sql`${alter} ${trusted(change.nullable ? "drop not null" : "set not null")}`);
  }
  if (change.rename !== undefined && change.rename !== change.column) {
    statements.push(
      sql`alter table ${table} rename column ${readableName(change.column)} to ${readableName(change.rename)}`,
    );
  }
  if (statements.length === 0) throw formError("column", "Nothing is different");
  return statements;
}

export function cascading(cascade: boolean): Sql {
  return trusted(cascade ? " cascade" : "");
}
