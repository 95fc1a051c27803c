import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv.ts";
import { contentTypeOf, mimeOf, parseAccept, parseMediaType } from "./media-type.ts";
import { parsePayload } from "./payload.ts";
import { parsePreferences, renderPreferences } from "./preferences.ts";
import { canonicalQuery, parseQueryString, percentDecode } from "./query-string.ts";
import { intersect, isEmpty, rangeOfHeader, rangeOfParameters, restrict } from "./row-range.ts";
import { ShapeWriter } from "./shape.ts";

describe("query strings", () => {
  test("split at both separators, and keep names without values apart", () => {
    expect(parseQueryString("a=1;b=%32&&c&d=&e=x=y+z")).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "2" },
      { name: "", value: undefined },
      { name: "c", value: undefined },
      { name: "d", value: "" },
      { name: "e", value: "x=y z" },
    ]);
  });

  test("decode what is UTF-8, and never throw", () => {
    expect(percentDecode("%C3%A9%zz%")).toBe("é%zz%");
    expect(percentDecode("%ff")).toBe("\ufffd");
  });

  test("have a canonical form", () => {
    expect(canonicalQuery("b=2&a=1,2&b=3&c=a b(c)")).toBe("a=1%2C2&b=2,3&c=a%20b%28c%29");
    expect(canonicalQuery("")).toBe("");
  });
});

describe("media types", () => {
  test.each([
    ["Application/JSON; charset=utf-8", "application/json"],
    [
      "application/vnd.pgrst.object+json;nulls=stripped",
      "application/vnd.pgrst.object+json;nulls=stripped",
    ],
    ["application/vnd.pgrst.array+json", "application/json"],
    ["ApplicatIon/vnd.PgRsT.object", "application/vnd.pgrst.object+json"],
    [
      'application/vnd.pgrst.plan+json ; for="text/xml" ; options=analyze|wal|none;',
      'application/vnd.pgrst.plan+json; for="text/xml"; options=analyze|wal',
    ],
    ["application/vnd.pgrst.plan;", 'application/vnd.pgrst.plan+text; for="application/json"'],
    ["text/Odd; a=b", "text/Odd; a=b"],
    ["none", "none"],
  ])("%s", (text, expected) => {
    expect(mimeOf(parseMediaType(text))).toBe(expected);
  });

  test("are accepted by quality, then by how special they are, then in their order", () => {
    const accept = "*/*, text/csv;q=0.5, application/json, text/plain;a=b, image/png;q=x";
    expect(parseAccept(accept).map(mimeOf)).toEqual([
      "text/plain",
      "application/json",
      "image/png",
      "*/*",
      "text/csv",
    ]);
    expect(parseAccept(undefined).map(contentTypeOf)).toEqual(["*/*; charset=utf-8"]);
    expect(contentTypeOf(parseMediaType("application/octet-stream"))).toBe(
      "application/octet-stream",
    );
  });
});

describe("preferences", () => {
  test("take the first of a kind, and keep what they don't know", () => {
    const found = parsePreferences(
      "count=exact,count=planned , tx=commit,max-affected=9,timezone=UTC,hm, handling=strict",
      {
        txOverride: false,
      },
    );
    expect(found).toMatchObject({ count: "exact", tx: undefined, maxAffected: 9, unknown: ["hm"] });
    expect(renderPreferences(found, ["maxAffected"])).toBe(
      "count=exact, handling=strict, timezone=UTC, max-affected=9",
    );
    expect(renderPreferences(found, [])).toBe("count=exact, handling=strict, timezone=UTC");
    const none = parsePreferences(undefined, { txOverride: true });
    expect(renderPreferences(none, ["return"])).toBeUndefined();
  });
});

describe("ranges", () => {
  test.each([
    ["5", undefined, { from: 0n, to: 4n }],
    ["5", "10", { from: 10n, to: 14n }],
    [undefined, "10", { from: 10n, to: undefined }],
    ["x", undefined, { from: 0n, to: undefined }],
    ["0", undefined, { from: 0n, to: -1n }],
    ["99999999999999999999", "1", { from: 1n, to: 99999999999999999999n }],
  ])("limit=%s offset=%s", (limit, offset, expected) => {
    expect(rangeOfParameters(limit, offset)).toEqual(expected);
  });

  test("of a header, of both, and no longer than allowed", () => {
    expect(rangeOfHeader("items=0-1")).toEqual({ from: 0n, to: undefined });
    expect(isEmpty(rangeOfHeader("3-2"))).toBe(true);
    expect(intersect(rangeOfHeader("2-9"), rangeOfParameters("5", undefined))).toEqual({
      from: 2n,
      to: 4n,
    });
    expect(restrict(rangeOfHeader("7-"), 3)).toEqual({ from: 7n, to: 9n });
  });
});

describe("payloads", () => {
  const json = (text: string, columns?: readonly string[]) =>
    parsePayload(new TextEncoder().encode(text), {
      type: parseMediaType("application/json"),
      forFunction: false,
      columns,
    });

  test("go on as the text that came, with the names that they hold", () => {
    const text = ' [{"b": 1.10, "a": 1e400}, {"a": 2, "b": null}]';
    expect(json(text)).toEqual({
      payload: { kind: "json", text, isObject: false },
      names: ["a", "b"],
    });
    expect(json("7")).toEqual({
      payload: { kind: "json", text: "[]", isObject: false },
      names: [],
    });
    expect(json("not even JSON", ["x"]).names).toEqual(["x"]);
  });

  test("as CSV may have quotes, line breaks in quotes, blank lines and short rows", () => {
    expect(parseCsv('a,b\r\n"1, ""x""\n",NULL\n\n2\n')).toEqual([
      { a: '1, "x"\n', b: null },
      { a: "2" },
    ]);
    expect(parseCsv('a,b\n"1')).toBeUndefined();
    expect(parseCsv("a\n1,2")).toEqual([{ a: "1" }]);
    expect(parseCsv("")).toBeUndefined();
  });
});

test("a shape keeps its parts apart, and values out", () => {
  const shapeOf = (write: (shape: ShapeWriter) => void) => {
    const shape = new ShapeWriter();
    write(shape);
    return shape;
  };
  const one = shapeOf((shape) => shape.add("ab", "c"));
  expect(one.text).not.toBe(shapeOf((shape) => shape.add("a", "bc")).text);
  const bound = shapeOf((shape) => expect([shape.bind("x"), shape.bind("y")]).toEqual([0, 1]));
  expect([bound.text, bound.values]).toEqual(["$$", ["x", "y"]]);
  expect(bound.text).not.toBe(shapeOf((shape) => shape.add("$$")).text);
});
