// What a request would do, without doing it: the plan in plain words, the privileges it needs, the statement, the rows
// that it is about, and PostgreSQL's plan from a run that is undone. For whoever explains an answer.

import { exposeCatalog } from "../catalog/exposed-catalog.ts";
import { nameKey, type QualifiedName } from "../catalog/qualified-name.ts";
import type { BoundStatement, PlannedRequest } from "../database/batch/planned-request.ts";
import { compileTemplate, type Sql, type SqlValue } from "../sql/fragment.ts";
import type { VerifiedToken } from "../tokens/verified-token.ts";
import { failure } from "./errors.ts";
import { executeRows } from "./execute/execute.ts";
import { roleSettings, transactionSettings } from "./execute/transaction-settings.ts";
import type { DataApiOptions } from "./handler.ts";
import { hasBody, readHead, withBody } from "./http-request.ts";
import { neededPrivileges } from "./plan/needed-privileges.ts";
import { type Plan, plan } from "./plan/plan.ts";
import { renderExaminedRows } from "./render/examined-rows.ts";
import { renderStatements } from "./render/statement.ts";
import { type ApiRequest, parseApiRequest } from "./request/api-request.ts";
import { parseQueryString } from "./request/query-string.ts";
import { exposureOf } from "./settings.ts";

/** @throws DataApiError for what the handler would refuse before it asks the database */
export async function examineRequest(
  request: Request,
  token: VerifiedToken,
  options: DataApiOptions,
): Promise<PlannedRequest> {
  const { settings } = options;
  const current = options.catalog.current();
  if (current === undefined) throw failure("noCatalog");
  const catalog = exposeCatalog(current, exposureOf(settings));
  const head = readHead(request, options.basePath ?? "");
  const body = hasBody(head) ? new Uint8Array(await request.arrayBuffer()) : undefined;
  const http = withBody(head, body);
  const asked = parseApiRequest(http, settings);
  const made = plan(asked, { catalog, settings });
  const target = targetOf(made);
  const table = target && catalog.tables.get(nameKey(target));
  const rows = table && renderExaminedRows(made, table);
  const statement =
    made.kind === "options" || made.kind === "describe"
      ? undefined
      : renderStatements(made, { preferences: asked.preferences, maxRows: settings.dbMaxRows })
          .main;
  const bound = (fragment: Sql | undefined) => fragment && bind(fragment, asked.values);
  const input = { request: asked, plan: made, token, facts: http, settings };
  return {
    verb: verbOf(made, asked),
    target,
    routine: made.kind === "call" ? made.call.routine.oid : undefined,
    needs: neededPrivileges(made),
    filters: filtersOf(http.query, asked),
    returnsRows: made.kind !== "write" || made.write.returning.length > 0,
    settings: [...(roleSettings(input) ?? []), ...transactionSettings(input)],
    statement: statement && { text: statement.text, values: statement.bind(asked.values) },
    existing: bound(rows?.existing),
    changed: bound(rows?.changed),
    added: bound(rows?.added),
    leavesOutFilters: rows?.leavesOut ?? false,
    async runPlan() {
      if (statement === undefined) return undefined;
      const explained = {
        text: `explain (analyze, buffers, format json) ${statement.text}`,
        bind: statement.bind,
      };
      const undone = { ...settings, dbTxEnd: "rollback" } as const;
      const runner = options.runner(token.role);
      const lines = await executeRows(
        { ...input, settings: undone, runner, preRequest: undefined },
        explained,
      );
      return JSON.parse(lines.map(([line]) => line).join("\n"));
    },
  };
}

function bind(fragment: Sql, values: readonly SqlValue[]): BoundStatement {
  const { text, bind: fill } = compileTemplate(fragment);
  return { text, values: fill(values) };
}

function targetOf(made: Plan): QualifiedName | undefined {
  switch (made.kind) {
    case "read":
      return made.table;
    case "write":
      return made.write.table;
    case "call": {
      const { schema, name } = made.call.routine;
      return { schema, name };
    }
    case "describe":
    case "options":
      return undefined;
  }
}

function verbOf(made: Plan, { action }: ApiRequest): PlannedRequest["verb"] {
  if (made.kind !== "write") return made.kind;
  if (made.write.kind !== "insert") return made.write.kind;
  const merges = made.write.conflict?.action === "merge" && made.write.conflict.columns.length > 0;
  return merges || (action.kind === "write" && action.write === "upsert") ? "upsert" : "insert";
}

const NO_FILTERS = new Set(["select", "columns", "on_conflict", "order", "limit", "offset"]);

/** As they were written; which of a function's parameters are arguments, not filters, the request knows. */
function filtersOf(query: string, { query: { arguments: given } }: ApiRequest): readonly string[] {
  const names = new Set(given.map(({ name }) => name));
  return parseQueryString(query)
    .filter(({ name }) => !NO_FILTERS.has(name) && !names.has(name))
    .map(({ name, value }) => `${name}=${value ?? ""}`);
}
