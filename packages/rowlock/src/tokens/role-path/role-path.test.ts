import { describe, expect, test } from "vitest";
import { isLegacyRolePath, parseRolePath } from "./role-path.ts";

const claims = {
  role: "top",
  postgrest: { roles: ["other", "author", "auditor"], a: { key: "deep" }, numbers: [1, 2, 3] },
  "https://www.example.com/role": { key: "namespaced" },
  users: [
    { name: "ada", admin: true, age: 36 },
    { name: "grace", age: 85 },
  ],
  'it\'s "quoted"': "yes",
};

test.each<[string, unknown]>([
  ["$.role", "top"],
  ["$['role']", "top"],
  ['$["role"]', "top"],
  ["$.postgrest.roles[1]", "author"],
  ["$.postgrest.roles[-1]", "auditor"],
  ["$.postgrest.roles[9]", undefined],
  ["$.postgrest.roles[-9]", undefined],
  ["$['https://www.example.com/role'].key", "namespaced"],
  ["$['it\\'s \"quoted\"']", "yes"],
  ["$.postgrest.roles[?(@ == 'author')]", "author"],
  ["$.postgrest.roles[?@ == 'author']", "author"],
  ["$.postgrest.roles[?search(@, '^au')]", "author"],
  ["$.postgrest.roles[?search(@, 'tor$')]", "auditor"],
  ["$.postgrest.roles[?@ != 'other' && @ != 'author']", "auditor"],
  ["$.postgrest.roles[?@ == 'none' || (@ == 'auditor')]", "auditor"],
  ["$.postgrest.roles[?!(@ == 'other')]", "author"],
  ["$.users[?@.admin].name", "ada"],
  ["$.users[?!@.admin].name", "grace"],
  ["$.users[?@.age > 40].name", "grace"],
  ["$.users[?@.age <= 36].name", "ada"],
  ["$.users[?@.name == $.users[1].name].age", 85],
  ["$.postgrest.numbers[?@ >= 2]", 2],
  ["$.postgrest.roles[1:]", "author"],
  ["$.postgrest.roles[::-1]", "auditor"],
  ["$.postgrest.roles[-2:-1]", "author"],
  ["$.postgrest.roles[0:0]", undefined],
  ["$.postgrest.roles[2, 0]", "auditor"],
  ["$.postgrest.*.key", "deep"],
  ["$..key", "deep"],
  ["$..['name']", "ada"],
  ["$", claims],
  ["$.missing.role", undefined],
  ["$.role.deeper", undefined],
  ["$.constructor", undefined],
  ["$.__proto__", undefined],
])("parseRolePath(%s) finds what RFC 9535 says", (path, expected) => {
  expect(parseRolePath(path)(claims)).toEqual(expected);
});

test.each<[string, unknown]>([
  [".role", "top"],
  [".postgrest.roles[1]", "author"],
  ['."https://www.example.com/role".key', "namespaced"],
  ['.postgrest.roles[?(@ == "author")]', "author"],
  ['.postgrest.roles[?(@ != "other")]', "author"],
  ['.postgrest.roles[?(@ ^== "aud")]', "auditor"],
  ['.postgrest.roles[?(@ ==^ "tor")]', "auditor"],
  ['.postgrest.roles[?(@ *== "the")]', "other"],
  [".constructor", undefined],
  [".role[0]", undefined],
])("parseRolePath(%s) takes the older syntax", (path, expected) => {
  expect(isLegacyRolePath(path)).toBe(true);
  expect(parseRolePath(path)(claims)).toEqual(expected);
});

describe("parseRolePath() refuses", () => {
  test.each([
    "role",
    "",
    "$.",
    "$role",
    "$.role[",
    "$.role['x]",
    "$.role[?]",
    "$.role[?@ ==]",
    "$.role[?length(@) == 1]",
    "$.role[?'x']",
    "$.role[?@.* == 1]",
    "$.role[?search(@, '(')]",
    "$.role x",
    ".role[?(@ == author)]",
    '.role[?(@ == "a")].b',
    ".role.",
    "[x]",
  ])("%j, naming it", (path) => {
    expect(() => parseRolePath(path)).toThrow(
      expect.objectContaining({
        code: "ROLE_PATH_INVALID",
        message: expect.stringContaining(`failed to parse role-claim-key value (${path})`),
      }),
    );
  });
});
