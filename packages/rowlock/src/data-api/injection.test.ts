// Forged fragments in every place that a request can fill: what is quoted stays a name, what is bound stays a value.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AskOptions, startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(
    `${DATA_API_SCHEMA}
     create table canary (said text);
     create function sing() returns text language sql volatile security definer as
       $$ insert into canary values ('sung') returning said $$;
     grant execute on function sing() to authenticated;
     grant select on canary to authenticated;`,
    { dbAggregatesEnabled: true, dbPlanEnabled: true, dbTxEnd: "commit-allow-override" },
  );
});

afterAll(() => api.close());

const FORGED = [
  "sing()",
  "x'); select sing(); --",
  'x"); select sing(); --',
  "x\\'; select sing(); --",
  "$1); select sing(); --",
  "$$||sing()||$$",
  "E'\\''||sing()--",
  "1 union select sing()",
  "(select sing())",
  "id, (select sing()) as z",
  "*/ select sing() /*",
  "x\n; select sing()",
  "\u0000sing()",
  "\u02bc; select sing(); --",
  "text) from (select sing()) s(x",
];

const e = encodeURIComponent;
const quoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;

/** A request with the forged text in one place, bare and quoted as the grammar quotes. */
const PLACES: Readonly<
  Record<string, (f: string) => readonly [path: string, options?: AskOptions]>
> = {
  path: (f) => [`/${e(f)}`],
  function: (f) => [`/rpc/${e(f)}`],
  select: (f) => [`/tasks?select=${e(f)}`],
  "select quoted": (f) => [`/tasks?select=${e(quoted(f))}`],
  alias: (f) => [`/tasks?select=${e(quoted(f))}:id`],
  cast: (f) => [`/tasks?select=id::${e(f)}`],
  "aggregate cast": (f) => [`/tasks?select=hours.sum()::${e(f)}`],
  "JSON key": (f) => [`/people?select=data->${e(quoted(f))}`],
  "JSON index": (f) => [`/people?select=data->-1${e(f)}`],
  embed: (f) => [`/tasks?select=${e(quoted(f))}(id)`],
  "embed alias": (f) => [`/tasks?select=${e(quoted(f))}:projects(id)&${e(quoted(f))}.id=eq.1`],
  hint: (f) => [`/tasks?select=projects!${e(quoted(f))}(id)`],
  "spread alias": (f) => [`/tasks?select=...projects(${e(quoted(f))}:title)`],
  "spread order": (f) => [`/projects?select=...tasks(id)&tasks.order=${e(quoted(f))}`],
  "filter name": (f) => [`/tasks?${e(quoted(f))}=eq.1`],
  "filter value": (f) => [`/tasks?name=eq.${e(f)}`],
  pattern: (f) => [`/tasks?name=ilike(any).${e(`{${quoted(f)}}`)}`],
  list: (f) => [`/tasks?name=in.(${e(quoted(f))},${e(f)})`],
  array: (f) => [`/people?tags=cs.${e(`{${quoted(f)}}`)}`],
  is: (f) => [`/tasks?done=is.${e(f)}`],
  language: (f) => [`/projects?title=fts(${e(f)}).x`],
  search: (f) => [`/projects?title=plfts.${e(f)}`],
  domain: (f) => [`/projects?shade=eq.${e(f)}`],
  tree: (f) => [`/tasks?or=(name.eq.${e(quoted(f))},name.eq.${e(f)})`],
  "tree name": (f) => [`/tasks?or=(${e(quoted(f))}.eq.1)`],
  order: (f) => [`/tasks?order=${e(quoted(f))}.desc`],
  limit: (f) => [`/tasks?limit=${e(f)}&offset=${e(f)}`],
  Range: (f) => [`/tasks`, { headers: { range: `0-${e(f)}` } }],
  Prefer: (f) => [`/tasks`, { headers: { prefer: `timezone=${e(f)}` } }],
  Accept: (f) => [`/tasks`, { headers: { accept: e(f) } }],
  "plan options": (f) => [
    `/tasks`,
    { headers: { accept: `application/vnd.pgrst.plan; options="${e(f)}|verbose"` } },
  ],
  profile: (f) => [`/tasks`, { headers: { "accept-profile": e(f) } }],
  sub: (f) => [`/notes`, { as: e(f) }],
  "any header": (f) => [`/notes`, { headers: { "x-any": e(f), cookie: `a=${e(f)}` } }],
  "payload name": (f) => [`/labels`, { method: "POST", body: { [f]: 1 } }],
  "payload value": (f) => [`/labels`, { method: "POST", body: { id: 900, label: f } }],
  columns: (f) => [`/labels?columns=${e(quoted(f))}`, { method: "POST", body: { id: 1 } }],
  on_conflict: (f) => [
    `/labels?on_conflict=${e(quoted(f))}`,
    {
      method: "POST",
      body: { id: 1, label: "x" },
      headers: { prefer: "resolution=merge-duplicates" },
    },
  ],
  CSV: (f) => [
    `/labels`,
    { method: "POST", body: `id,${quoted(f)}\n1,2`, headers: { "content-type": "text/csv" } },
  ],
  update: (f) => [`/labels?label=eq.${e(f)}`, { method: "PATCH", body: { label: f } }],
  delete: (f) => [`/labels?label=eq.${e(f)}`, { method: "DELETE" }],
  argument: (f) => [`/rpc/add_up?a=${e(f)}`],
  "argument name": (f) => [`/rpc/add_up?${e(quoted(f))}=1`],
  variadic: (f) => [`/rpc/sum_all?numbers=1&numbers=${e(f)}`],
  "JSON argument": (f) => [`/rpc/add_up`, { method: "POST", body: { a: f } }],
  "whole body": (f) => [`/rpc/echo`, { method: "POST", body: JSON.stringify(f) }],
};

/** What is left of a statement without its quoted names and texts. */
function bare(statement: string): string {
  return statement.replace(/E?'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"/g, "");
}

test.each(Object.entries(PLACES))("%s", async (_, place) => {
  const before = api.statements.length;
  for (const forged of FORGED) {
    const [path, options] = place(forged);
    const prefer = `${options?.headers?.prefer ?? "return=representation"}, tx=rollback`;
    const answer = await api.ask(path, {
      as: "ada",
      ...options,
      headers: { ...options?.headers, prefer },
    });
    expect(answer.status, answer.text).toBeLessThan(500);
  }
  for (const statement of api.statements.slice(before)) {
    expect(bare(statement)).not.toMatch(/sing|--|\/\*|;|union/i);
  }
  expect((await api.database.query("select * from canary")).rows).toEqual([]);
});

test("the canary would sing: the test above can fail", async () => {
  await api.ask("/rpc/sing", { as: "ada", method: "POST" });
  expect((await api.database.query("select * from canary")).rows).toEqual([{ said: "sung" }]);
  expect(bare(`select "a""; sing()" || 'sing' || sing()`)).toMatch(/sing/);
});
