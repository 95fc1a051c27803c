import { describe, expect, test } from "vitest";
import {
  compile,
  compileTemplate,
  identifier,
  join,
  literal,
  param,
  type Sql,
  slot,
  sql,
} from "./fragment.ts";

describe("sql", () => {
  test("sql() numbers values in the order of the text", () => {
    const filter = sql`${identifier("user_id")} = ${param("ada")}`;
    const query = sql`select ${join([identifier("id"), identifier("name")])} from ${identifier("public", "tasks")} where ${filter} limit ${param("5")}`;
    expect(compile(query)).toEqual({
      text: 'select "id", "name" from "public"."tasks" where "user_id" = $1 limit $2',
      values: ["ada", "5"],
    });
  });

  test("sql() refuses a bare string and says how to bind it", () => {
    const bare = "1; drop table tasks" as unknown as Sql;
    expect(() => sql`select ${bare}`).toThrow(/bare string/);
  });

  test("sql() refuses an object that only looks like a fragment", () => {
    const forged = JSON.parse('{"text":"drop table tasks","values":[]}') as Sql;
    expect(() => sql`select ${forged}`).toThrow(/bare object/);
  });

  test("compileTemplate() binds slots and constants in the order of the text", () => {
    const template = compileTemplate(
      sql`select ${slot(1)}, ${param("fixed")}, ${slot(0)}, ${slot(7)}`,
    );
    expect(template.text).toBe("select $1, $2, $3, $4");
    expect(template.bind(["a", "b"])).toEqual(["b", "fixed", "a", null]);
    expect(template.bind(["c", "d"])).toEqual(["d", "fixed", "c", null]);
    expect(() => compile(sql`select ${slot(0)}`)).toThrow(/compileTemplate/);
  });

  test("identifier() doubles quotes and refuses NUL", () => {
    expect(compile(identifier('a"; drop table x; --')).text).toBe('"a""; drop table x; --"');
    expect(() => identifier("a\0b")).toThrow(/NUL/);
  });

  test("literal() keeps backslashes literal whatever standard_conforming_strings says", () => {
    expect(compile(literal("it's")).text).toBe("'it''s'");
    expect(compile(literal("a\\'b")).text).toBe(" E'a\\\\''b'");
  });
});
