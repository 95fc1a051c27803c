// Finds where the columns of views come from. PostgreSQL keeps a view as a rule with a parse tree (pg_rewrite.ev_action),
// whose target list names for each column the table and column of origin; we read that list out of the tree's text.
import type { SqlClient } from "../../sql/sql-client.ts";
import { USER_SCHEMA } from "./fragments.ts";

/** Where a column of a view comes from: one level, which may be a view again. */
export interface ViewColumnOrigin {
  /** The view's oid. */
  readonly view: string;
  readonly number: number;
  readonly name: string;
  readonly source: string;
  readonly sourceColumn: number;
}

interface ViewRow {
  readonly view: string;
  readonly definition: string;
  /** Column names by attnum. */
  readonly names: Readonly<Record<string, string>>;
}

const VIEWS = `
  select c.oid::text as view, rule.ev_action::text as definition, (
    select json_object_agg(attnum, attname) from pg_attribute
    where attrelid = c.oid and attnum > 0) as names
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_rewrite rule on rule.ev_class = c.oid and rule.rulename = '_RETURN'
  where c.relkind in ('v', 'm') and ${USER_SCHEMA}`;

export async function loadViewColumns(client: SqlClient): Promise<readonly ViewColumnOrigin[]> {
  const { rows } = await client.query<ViewRow>(VIEWS);
  return rows.flatMap(({ view, definition, names }) =>
    readTargetList(definition).flatMap((target) => {
      const name = names[target.number];
      if (name === undefined || target.source === 0) return [];
      const { number, sourceColumn } = target;
      return [{ view, number, name, source: String(target.source), sourceColumn }];
    }),
  );
}

interface Target {
  readonly number: number;
  readonly source: number;
  readonly sourceColumn: number;
}

// A node tree is made of {NODE :field value ...}, lists in parentheses and tokens; a backslash escapes a character.
const TOKEN = /[{}()]|(?:\\[\s\S]|[^\s{}()\\])+/g;

/** Reads the target list of the outermost query. */
export function readTargetList(tree: string): readonly Target[] {
  const targets: Target[] = [];
  let depth = 0;
  let inList = false;
  let field = "";
  let target: Record<string, number> = {};
  for (const [token] of tree.matchAll(TOKEN)) {
    // ({QUERY ... :targetList ({TARGETENTRY ...} ...) ...}): the query is at depth 2, its entries at depth 4.
    if (token === "{" || token === "(") {
      depth += 1;
      if (depth === 4) target = {};
    } else if (token === "}" || token === ")") {
      if (inList && depth === 4 && token === "}") {
        targets.push({
          number: target[":resno"] ?? 0,
          source: target[":resorigtbl"] ?? 0,
          sourceColumn: target[":resorigcol"] ?? 0,
        });
      }
      depth -= 1;
      if (inList && depth === 2) return targets;
    } else if (depth === 2) inList = token === ":targetList";
    else if (inList && depth === 4) {
      if (token.startsWith(":")) field = token;
      else target[field] = Number(token);
    }
  }
  return targets;
}
