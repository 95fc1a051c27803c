// Types that Studio has never heard of: what is read of them can be written back, and what can't be is told at its column.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createStudioFixture, type StudioFixture } from "../../../test/studio-fixture.ts";
import type { ApiProblem } from "../wire/problem.ts";
import type { Row, RowsPage } from "../wire/rows.ts";

/** Type, a value as PostgreSQL writes it, and one that it can't read. */
const TYPES = [
  ["pair", '(1,"a ""quoted"" (b), c")', "(1,"],
  ["pair[]", '{"(1,x)","(,\\"y,z\\")"}', "{(1}"],
  ["nest", '("(1,q)","{""(2,w)""}")', "((1)"],
  ["int4range", "[1,5)", "[5,1)"],
  ["datemultirange", "{[2020-01-01,2020-02-01)}", "{[2020-01-01}"],
  ["mail", "a@b", "no mail"],
  ["mood[]", '{calm,"very glad"}', "{sad}"],
  ["bytea", "\\xdeadbeef00ff", "\\xzz"],
  ["float8", "NaN", "not a number"],
  ["numeric", "-Infinity", "1e"],
  ["date", "infinity", "the end"],
  ["timestamptz", "-infinity", "0000-00-00"],
  ["money", "$12.50", "free"],
  ["tsvector", "'fox':2 'quick':1", "'"],
  ["hstore", '"a"=>"1", "b"=>NULL', "a"],
  ["xml", "<a>&amp;</a>", "<a>"],
] as const;

let studio: StudioFixture;

beforeAll(async () => {
  studio = await createStudioFixture();
  await studio.database.query(`
    create extension hstore;
    create type pair as (a int, b text);
    create type nest as (one pair, many pair[]);
    create type mood as enum ('calm', 'very glad');
    create domain mail as text check (value like '%@%');
    create table strange (id int primary key, ${TYPES.map(([type], n) => `c${n} ${type}`).join(", ")});
    insert into strange (id) values (1)`);
});

afterAll(() => studio.close());

function update(column: string, value: string): Promise<Response> {
  const table = { schema: "public", table: "strange" };
  return studio.call("/api/rows/update", { ...table, key: ["1"], values: { [column]: value } });
}

test.each(TYPES.map((entry, n) => [...entry, `c${n}`] as const))(
  "%s is read, written back, and refused at its column",
  async (_, value, wrong, column) => {
    const row = (await (await update(column, value)).json()) as Row;
    expect(row.cells).toContain(value);
    const refused = await update(column, wrong);
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as ApiProblem).error).toMatchObject({ field: column });
    const body = { schema: "public", table: "strange" };
    const page = (await (await studio.call("/api/rows/read", body)).json()) as RowsPage;
    expect(page.rows[0]?.cells).toContain(value);
  },
);
