// Media types that the database makes itself: domains named like them, by aggregates over rows and by functions.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";

const SCHEMA = `
create domain "text/vnd.list" as text;
create domain "application/vnd.bytes" as bytea;
create domain "application/vnd.tagged+json" as jsonb;
create domain "image/png" as bytea;

create table words (id int primary key, word text);
insert into words values (1, 'öne'), (2, 'two');

create function add_line("text/vnd.list", words) returns "text/vnd.list" language sql as
  $$ select $1 || $2.word || E'\\n' $$;
create aggregate listed(words) (sfunc = add_line, stype = "text/vnd.list", initcond = '');
create function add_bytes("application/vnd.bytes", words) returns "application/vnd.bytes" language sql as
  $$ select ($1 || '\\x00ff'::bytea)::"application/vnd.bytes" $$;
create aggregate as_bytes(words) (sfunc = add_bytes, stype = "application/vnd.bytes", initcond = '');
create function tag("application/vnd.tagged+json", anyelement) returns "application/vnd.tagged+json" language sql as
  $$ select (jsonb_set($1, '{rows}', to_jsonb(($1 ->> 'rows')::int + 1)))::"application/vnd.tagged+json" $$;
create aggregate tagged(anyelement) (sfunc = tag, stype = "application/vnd.tagged+json", initcond = '{"rows": 0}');
create function picture() returns "image/png" language sql as $$ select '\\x89504e47'::"image/png" $$;

grant select on words to anon;
`;

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(SCHEMA, { dbPlanEnabled: true });
});

afterAll(() => api.close());

async function get(path: string, accept: string) {
  const response = await api.fetch(new Request(`http://localhost${path}`, { headers: { accept } }));
  const type = response.headers.get("content-type");
  return { status: response.status, type, bytes: Buffer.from(await response.arrayBuffer()) };
}

test("an aggregate over text gives its text", async () => {
  const { status, type, bytes } = await get("/words?order=id", "text/vnd.list");
  expect([status, type, bytes.toString()]).toEqual([200, "text/vnd.list", "öne\ntwo\n"]);
});

test("over bytes it gives the bytes, and a function a whole picture", async () => {
  const { type, bytes } = await get("/words", "application/vnd.bytes");
  expect([type, bytes.toString("hex")]).toEqual(["application/vnd.bytes", "00ff00ff"]);
  const picture = await get("/rpc/picture", "image/png");
  expect([picture.type, picture.bytes.toString("hex")]).toEqual(["image/png", "89504e47"]);
});

test("over another type it gives the bytes that PostgreSQL sends of it, as PostgREST does", async () => {
  const { bytes } = await get("/words?id=eq.1", "application/vnd.tagged+json");
  expect(bytes.toString()).toBe('\u0001{"rows": 1}');
});

test("a handler of whole rows does not fit other columns", async () => {
  expect((await get("/words?select=id", "text/vnd.list")).status).toBe(406);
});

test("a plan shows the handler as it is, not how its bytes travel", async () => {
  const accept = 'application/vnd.pgrst.plan+text; for="application/vnd.bytes"; options=verbose';
  const { status, bytes } = await get("/words", accept);
  expect([status, bytes.toString()]).toEqual([200, expect.stringContaining("as_bytes(")]);
  expect(bytes.toString()).not.toContain("encode");
});
