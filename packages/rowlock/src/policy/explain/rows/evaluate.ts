// Expressions of policies, evaluated by PostgreSQL for given rows, as the role and with the claims of a request.
// The rows come as texts and are made rows again, so that no policy stands between the expression and them; what the
// expression itself reads, it reads as the role, as it does when PostgreSQL applies the policy.
import { PostgresError } from "../../../database/postgres-error.ts";
import { compile, identifier, type Sql, sql, trusted } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import { asRole, type RequestRole, withClaims } from "./as-role.ts";
import type { NamedRelation } from "./read-rows.ts";

export type RowValue = boolean | null | PostgresError;

/** As PostgreSQL prints it; null: a row without values, on which an expression fails if it fails whatever the row. */
export type RowText = string | null;

export interface Evaluator {
  /** The value for each row. After an error the first rows are tried one by one, and the others left undefined. */
  values(expression: string, rows: readonly RowText[]): Promise<readonly (RowValue | undefined)[]>;
  /** Each expression as text, for one row; the error where one of them fails. */
  texts(
    expressions: readonly string[],
    row: RowText,
  ): Promise<readonly (string | null)[] | PostgresError>;
  /** Whether it is true when nothing that it reads is hidden by policies. */
  holdsUnhidden(expression: string, row: RowText): Promise<boolean>;
}

const TRIED_ALONE = 5;

export function createEvaluator(
  client: SqlClient,
  relation: NamedRelation,
  role: RequestRole,
): Evaluator {
  const type = identifier(relation.schema, relation.name);
  // The expression names the columns plainly, or by the table's name within a subquery.
  const from = (row: Sql) =>
    sql`from unnest(array[${row}::${type}]) as ${identifier(relation.name)}`;

  async function together(expression: string, rows: readonly RowText[]) {
    const value = sql`select (${trusted(expression)}) ${from(sql`given.one`)}`;
    const query = sql`select (${value}) as value from unnest($1::text[]) with ordinality given(one, place) order by place`;
    const found = await client.query<{ value: boolean | null }>(compile(query).text, [[...rows]]);
    return found.rows.map((row) => row.value);
  }

  return {
    async values(expression, rows) {
      if (rows.length === 0) return [];
      const whole = await settled(asRole(client, role, () => together(expression, rows)));
      if (!(whole instanceof PostgresError)) return whole;
      const alone: (RowValue | undefined)[] = rows.map(() => undefined);
      for (const [index, row] of rows.slice(0, TRIED_ALONE).entries()) {
        const one = await settled(asRole(client, role, () => together(expression, [row])));
        alone[index] = one instanceof PostgresError ? one : one[0];
      }
      return alone;
    },
    async texts(expressions, row) {
      if (expressions.length === 0) return [];
      const list = expressions.map((expression) => `(${expression})::text`).join(", ");
      const query = sql`select array[${trusted(list)}] as texts ${from(sql`$1::text`)}`;
      const found = await settled(
        asRole(client, role, () =>
          client.query<{ texts: readonly (string | null)[] }>(compile(query).text, [row]),
        ),
      );
      return found instanceof PostgresError ? found : (found.rows[0]?.texts ?? []);
    },
    async holdsUnhidden(expression, row) {
      const found = await settled(withClaims(client, role, () => together(expression, [row])));
      return !(found instanceof PostgresError) && found[0] === true;
    },
  };
}

async function settled<T>(work: Promise<T>): Promise<T | PostgresError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PostgresError) return error;
    throw error;
  }
}
