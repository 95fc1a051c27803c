// The form of Database > Functions as SQL.
import { dollarLiteral } from "../../sql/dollar-literal.ts";
import { join, literal, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { type ChangeOf, VOLATILITIES } from "../wire/change.ts";
import type { PersonSql } from "./person-sql.ts";
import { cascading } from "./table-changes.ts";

type SaveFunction = ChangeOf<"save-function">;

export function saveFunction(change: SaveFunction, person: PersonSql): readonly Sql[] {
  const verb = trusted(change.replace ? "create or replace function" : "create function");
  const volatility = VOLATILITIES.find((known) => known === change.volatility) ?? "volatile";
  const lines: Sql[] = [
    sql`${verb} ${readableName(change.schema, change.name)}(${argumentList(change, person)})`,
    sql`returns ${person.returnType(change.returns, "returns")}`,
    sql`language ${readableName(change.language)}`,
    trusted(volatility),
    ...(change.securityDefiner ? [trusted("security definer")] : []),
    ...change.settings.map(
      ({ name, value }) => sql`set ${readableName(name)} = ${settingValue(value)}`,
    ),
    sql`as ${dollarLiteral(onItsOwnLines(change.definition))}`,
  ];
  return [join(lines, "\n")];
}

function argumentList(change: SaveFunction, person: PersonSql): Sql {
  return join(
    change.arguments.map((argument, index) => {
      const field = `arguments.${index}`;
      const type = person.typeName(argument.type, `${field}.type`);
      const named = argument.name ? sql`${readableName(argument.name)} ${type}` : type;
      return argument.default
        ? sql`${named} default ${person.expression(argument.default, `${field}.default`)}`
        : named;
    }),
  );
}

/** A list of names, as `search_path` takes it, or one text. */
function settingValue(value: string): Sql {
  const names = value.split(",").map((part) => part.trim());
  return join(names.map((part) => literal(part.replace(/^(["'])(.*)\1$/, "$2"))));
}

function onItsOwnLines(definition: string): string {
  return `\n${definition.replace(/^\n+|\s+$/g, "")}\n`;
}

export function dropFunction(change: ChangeOf<"drop-function">, person: PersonSql): readonly Sql[] {
  const types = join(
    change.argumentTypes.map((type, index) => person.typeName(type, `argumentTypes.${index}`)),
  );
  const name = readableName(change.schema, change.name);
  return [sql`drop function ${name}(${types})${cascading(change.cascade)}`];
}
