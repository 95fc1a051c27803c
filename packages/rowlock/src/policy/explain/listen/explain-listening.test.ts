import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExplainLab, startExplainLab, type Who } from "../../../../test/explain-lab.ts";
import {
  hear,
  OWN_ROOM,
  PUBLISHED_CALLS,
  PUBLISHED_TASKS,
} from "../../../../test/realtime-policies.ts";
import { readListening } from "./read-listening.ts";
import { listenJson, renderListening } from "./report.ts";

const SCHEMA = `${PUBLISHED_TASKS}${PUBLISHED_CALLS}${hear(OWN_ROOM)}
  insert into tasks (name, user_id) values ('hers', 'user_ada');
  create table drafts (id int primary key);
  create table logs (body text);
  grant select on logs to authenticated;
  create table hidden (id int primary key, body text, user_id text);
  alter table hidden enable row level security;
  grant select (id, user_id) on hidden to authenticated;
  alter publication supabase_realtime add table logs, hidden;
  create policy fails on realtime.messages for select to authenticated
    using (case when (select realtime.topic()) = 'broken' then 1 / (length(topic) - length(topic)) = 1 end);
`;

let lab: ExplainLab;
beforeAll(async () => {
  lab = await startExplainLab(SCHEMA);
});
afterAll(() => lab.close());

const ada: Who = { user: "user_ada" };

async function told(words: readonly string[], who?: Who, options = {}) {
  const listening = readListening({ words, ...options })!;
  const explanation = await lab.listen(listening, who);
  expect(renderListening(explanation, (_, text) => text)).toContain(
    explanation.verdict.fine ? "✔" : "✖",
  );
  return listenJson(explanation).verdict;
}

test.each([
  ["of her own rows", ["listen", "tasks"], ada, {}, { fine: true, kind: "hears", all: false }],
  ["of everybody's", ["listen", "public.calls"], ada, {}, { fine: true, kind: "hears", all: true }],
  [
    "of rows of others alone",
    ["listen", "tasks"],
    { user: "user_grace" },
    {},
    { kind: "not-shown" },
  ],
  [
    "before a token was there",
    ["listen", "tasks"],
    undefined,
    {},
    { kind: "grant-missing", stranger: "no-token", next: expect.stringContaining("setAuth()") },
  ],
  [
    "with a foreign token",
    ["listen", "tasks"],
    { ...ada, forged: true },
    {},
    { kind: "token-refused" },
  ],
  [
    "of a table that is not published",
    ["listen", "drafts"],
    ada,
    {},
    { kind: "not-published", fix: "alter publication supabase_realtime add table public.drafts;" },
  ],
  ["of a table that is none", ["listen", "nothing"], ada, {}, { kind: "no-such-table" }],
  ["of a table without a key", ["listen", "logs"], ada, {}, { kind: "no-key" }],
  ["of a table without a policy", ["listen", "hidden"], ada, {}, { kind: "no-policy" }],
  [
    "of deletes, which no policy is asked about",
    ["listen", "hidden"],
    ada,
    { event: "delete" },
    { fine: true, kind: "hears-keys", columns: ["id"] },
  ],
  [
    "by a column that may not be read",
    ["listen", "hidden"],
    ada,
    { filter: "body=eq.x" },
    { kind: "filter-refused", exists: true },
  ],
  [
    "by a column that is none",
    ["listen", "tasks"],
    ada,
    { filter: "id=gt.1,size=eq.2" },
    { kind: "filter-refused", column: "size", exists: false },
  ],
  [
    "by a filter that is none",
    ["listen", "tasks"],
    ada,
    { filter: "id" },
    { kind: "filter-unreadable" },
  ],
  [
    "by a filter that no row meets",
    ["listen", "tasks"],
    ada,
    { filter: "name=eq.other" },
    { kind: "not-shown" },
  ],
  [
    "on her own channel",
    ["channel", "room:user_ada"],
    ada,
    {},
    { fine: true, kind: "may-join", hears: ["broadcast", "presence"], speaks: [] },
  ],
  [
    "on another's channel",
    ["channel", "realtime:room:user_grace"],
    ada,
    {},
    { kind: "may-not-hear", failures: [] },
  ],
  [
    "on a channel before a token was there",
    ["channel", "room:user_ada"],
    undefined,
    {},
    { kind: "may-not-hear", stranger: "no-token" },
  ],
  [
    "where a policy fails",
    ["channel", "broken"],
    ada,
    {},
    { kind: "may-not-hear", failures: ["22012"] },
  ],
])("explains what one hears %s", async (_, words, who, options, verdict) => {
  expect(await told(words, who, options)).toMatchObject(verdict);
});

test("readListening() leaves requests alone, and refuses words that make no sense", () => {
  expect(readListening({ words: ["/tasks"] })).toBeUndefined();
  expect(readListening({ words: ["GET", "/tasks"] })).toBeUndefined();
  const usage = expect.objectContaining({ code: "USAGE" });
  expect(() => readListening({ words: ["/tasks"], filter: "id=eq.1" })).toThrow(usage);
  expect(() => readListening({ words: ["listen", "tasks"], event: "truncate" })).toThrow(usage);
});
