// A plan as the one statement that does it and answers with one row: how many rows, the body, what functions set.
// Guarantee: the text depends on the plan alone; values come in by slots when the statement is bound.
import {
  compileTemplate,
  empty,
  join,
  literal,
  type Sql,
  type SqlTemplate,
  sql,
  trusted,
} from "../../sql/fragment.ts";
import type { Plan } from "../plan/plan.ts";
import type { ReadNode } from "../plan/read-node.ts";
import type { InsertPlan } from "../plan/write-plan.ts";
import type { MediaType } from "../request/media-type.ts";
import type { Preferences } from "../request/preferences.ts";
import { ROWS, renderBody } from "./body.ts";
import { renderCall } from "./call.ts";
import { limited, renderCountable } from "./count.ts";
import { RESULT, renderRead } from "./read.ts";
import { renderWrite } from "./write.ts";

/** What a statement's one row holds. */
export type ResultColumn =
  | "total"
  | "rows"
  | "location"
  | "body"
  | "headers"
  | "status"
  | "inserted";

const READ_COLUMNS = ["total", "rows", "body", "headers", "status"] as const;
const WRITE_COLUMNS = [
  "total",
  "rows",
  "location",
  "body",
  "headers",
  "status",
  "inserted",
] as const;

export interface RenderOptions {
  readonly preferences: Preferences;
  readonly maxRows: number | undefined;
}

export interface Statements {
  readonly main: SqlTemplate;
  /** The columns of the main statement's row, in their order. */
  readonly columns: readonly ResultColumn[];
  /** Asks the planner how many rows there are. */
  readonly estimate: SqlTemplate | undefined;
}

type RowsPlan = Extract<Plan, { readonly kind: "read" | "write" | "call" }>;

export function renderStatements(plan: RowsPlan, options: RenderOptions): Statements {
  const main = compileTemplate(explained(renderMain(plan, options), plan.mediaType));
  const columns = plan.kind === "write" ? WRITE_COLUMNS : READ_COLUMNS;
  const { count } = options.preferences;
  const estimates = plan.kind === "read" && (count === "planned" || count === "estimated");
  if (!estimates) return { main, columns, estimate: undefined };
  const countable = renderCountable(plan.read.root);
  return { main, columns, estimate: compileTemplate(sql`explain (format json) ${countable}`) };
}

function renderMain(plan: RowsPlan, options: RenderOptions): Sql {
  switch (plan.kind) {
    case "read":
      return renderReadMain(plan, options);
    case "write":
      return renderWriteMain(plan, options);
    case "call":
      return renderCallMain(plan, options);
  }
}

const SETTINGS = sql`nullif(current_setting('response.headers', true), ''), nullif(current_setting('response.status', true), '')`;
const PAGE_COUNT = sql`count(*)`;

interface Counted {
  /** A further common table expression, with its comma. */
  readonly expression: Sql;
  readonly total: Sql;
}

interface CountOptions {
  readonly preferences: Preferences;
  /** Counts no further than this; undefined: all. */
  readonly most: number | undefined;
}

/** Without a limit the rows of the page are all rows, and need not be counted again. */
function renderTotal(root: ReadNode, page: Sql, { preferences, most }: CountOptions): Counted {
  const { count } = preferences;
  if (count !== "exact" && count !== "estimated") {
    return { expression: empty, total: sql`null::bigint` };
  }
  if (root.fetch === undefined) return { expression: empty, total: page };
  const countable = renderCountable(root);
  return {
    expression: sql`, pgrst_source_count as (${limited(countable, most)})`,
    total: sql`(select count(*) from pgrst_source_count)`,
  };
}

function renderReadMain(plan: Extract<RowsPlan, { kind: "read" }>, options: RenderOptions): Sql {
  const { preferences, maxRows } = options;
  // One more than the most that is shown tells that there are more.
  const estimated = preferences.count === "estimated" && maxRows !== undefined;
  const most = estimated ? maxRows + 1 : undefined;
  const { expression, total } = renderTotal(plan.read.root, PAGE_COUNT, { preferences, most });
  const body = renderBody(plan.handler, { routine: undefined, rows: RESULT });
  return sql`with ${RESULT} as (${renderRead(plan.read.root)})${expression} select ${total}, ${PAGE_COUNT}, ${body}, ${SETTINGS} from (select * from ${RESULT}) ${ROWS}`;
}

function renderCallMain(
  plan: Extract<RowsPlan, { kind: "call" }>,
  { preferences }: RenderOptions,
): Sql {
  const { routine } = plan.call;
  const page = routine.returns.setOf ? PAGE_COUNT : sql`1::bigint`;
  const { expression, total } = renderTotal(plan.read.root, page, {
    preferences,
    most: undefined,
  });
  const { rows, source } = renderAnswerRows(plan);
  const body = renderBody(plan.handler, { routine, rows: source });
  return sql`with ${RESULT} as (${renderCall(plan.call)})${expression}${rows} select ${total}, ${page}, ${body}, ${SETTINGS} from ${selected(source, plan)} ${ROWS}`;
}

const ANSWER = trusted("pgrst_rows");

/** The rows are read again from what was written or called; a name of their own only where they are needed twice. */
function renderAnswerRows({ handler, read }: RowsPlan): {
  readonly rows: Sql;
  readonly source: Sql;
} {
  if (handler.kind !== "csv") return { rows: empty, source: RESULT };
  return { rows: sql`, ${ANSWER} as (${renderRead(read.root)})`, source: ANSWER };
}

function selected(source: Sql, { handler, read }: RowsPlan): Sql {
  return handler.kind === "csv" ? sql`(select * from ${source})` : sql`(${renderRead(read.root)})`;
}

function renderWriteMain(plan: Extract<RowsPlan, { kind: "write" }>, options: RenderOptions): Sql {
  const { write, handler } = plan;
  const { rows, source } = renderAnswerRows(plan);
  const body = renderBody(handler, { routine: undefined, rows: source });
  // Without an answer in the body nothing is selected, so that nothing needs to be returned.
  const from = handler.kind === "none" ? sql`(select * from ${RESULT})` : selected(source, plan);
  const insert = write.kind === "insert" ? write : undefined;
  const location = insert === undefined ? sql`null` : renderLocation(insert, options.preferences);
  const inserted =
    insert?.conflict?.action === "merge"
      ? sql`nullif(current_setting('pgrst.inserted', true), '')`
      : sql`null`;
  return sql`with ${RESULT} as (${renderWrite(write)})${rows} select null::bigint, ${PAGE_COUNT}, ${location}, ${body}, ${SETTINGS}, ${inserted} from ${from} ${ROWS}`;
}

/** The key of the one inserted row, as pairs of name and value in JSON. */
function renderLocation({ primaryKey }: InsertPlan, preferences: Preferences): Sql {
  if (preferences.return !== "headers-only" || primaryKey.length === 0) return sql`null`;
  const names = join(primaryKey.map((name) => literal(name)));
  const row = sql`(select row_to_json(one) from ${RESULT} one limit 1)`;
  const pairs = sql`(select json_agg(json_build_array(key, value)) from json_each_text(${row}) where key in (${names}))`;
  return sql`case when ${PAGE_COUNT} = 1 then ${pairs} end`;
}

function explained(statement: Sql, mediaType: MediaType): Sql {
  if (mediaType.kind !== "plan") return statement;
  const options = [`format ${mediaType.format}`, ...mediaType.options].map(trusted);
  return sql`explain (${join(options)}) ${statement}`;
}
