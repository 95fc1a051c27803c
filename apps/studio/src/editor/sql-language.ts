// PostgreSQL for the editor: highlighting, and completion from what is in the database now.
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { PostgreSQL, type SQLNamespace, sql } from "@codemirror/lang-sql";
import type { Extension } from "@codemirror/state";
import type { DatabaseSchema } from "../api/wire.ts";

export function sqlLanguage(schema: DatabaseSchema | undefined): Extension {
  if (schema === undefined) return sql({ dialect: PostgreSQL });
  return [
    sql({ dialect: PostgreSQL, schema: namespaceOf(schema), defaultSchema: "public" }),
    PostgreSQL.language.data.of({
      autocomplete: (context: CompletionContext) => completeFunction(context, schema),
    }),
  ];
}

function namespaceOf({ schemas, tables }: DatabaseSchema): SQLNamespace {
  const namespaces: Record<string, Record<string, SQLNamespace>> = Object.fromEntries(
    schemas.map(({ name }) => [name, {}]),
  );
  for (const table of tables) {
    const columns = table.columns.map(({ name, type }) => ({
      label: name,
      detail: type,
      type: "property",
    }));
    const namespace = namespaces[table.schema];
    if (namespace !== undefined) namespace[table.name] = columns;
  }
  return namespaces;
}

/** The roles' helper functions of `auth` by their full name, those of `public` by their own. */
function completeFunction(
  context: CompletionContext,
  schema: DatabaseSchema,
): CompletionResult | null {
  const word = context.matchBefore(/[\w.]+/);
  if (word === null || (word.from === word.to && !context.explicit)) return null;
  const options = schema.functions
    .filter((entry) => entry.schema !== "extensions")
    .map((entry) => {
      const name = entry.schema === "public" ? entry.name : `${entry.schema}.${entry.name}`;
      return { label: `${name}()`, detail: entry.arguments, type: "function", boost: -1 };
    });
  return { from: word.from, options, validFor: /^[\w.]*$/ };
}
