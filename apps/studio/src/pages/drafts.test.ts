// The forms of the pages: what they show of a thing that is there, and the change that they stand for.
import { describe, expect, test } from "vitest";
import { ApiError } from "../api/call-api.ts";
import {
  functionKey,
  NEW_FUNCTION,
  draftOf as showFunction,
  suggestVolatility,
} from "./functions/function-draft.ts";
import {
  newPolicy,
  changeOf as policyChange,
  draftOf as showPolicy,
  tableName,
} from "./policies/policy-draft.ts";
import { NEW_PROTECTION, requestOf } from "./protect/protect-draft.ts";
import { columnInput, newColumn, newTable, changeOf as tableChange } from "./tables/table-draft.ts";
import {
  presetDraft,
  previewOf,
  draftOf as showTemplate,
  bodyOf as templateBody,
} from "./templates/template-draft.ts";
import {
  bodyOf as endpointBody,
  faultWords,
  draftOf as showEndpoint,
} from "./webhooks/endpoint-draft.ts";

describe("a policy", () => {
  const filled = { ...newPolicy("public.tasks"), name: "own", using: "true", check: "true" };

  test.each([
    ["select", { using: "true" }],
    ["insert", { check: "true" }],
    ["update", { using: "true", check: "true" }],
    ["delete", { using: "true" }],
    ["all", { using: "true", check: "true" }],
  ] as const)("for %s is sent the expressions that it takes", (command, expressions) => {
    const { using, check } = policyChange({ ...filled, command }, undefined) as Partial<
      typeof filled
    >;
    expect(JSON.parse(JSON.stringify({ using, check }))).toEqual(expressions);
  });

  test("that is there is replaced under the name that it had", () => {
    const policy = {
      schema: "public",
      table: "tasks",
      name: "old",
      permissive: false,
      command: "select",
      roles: ["public"],
      using: "true",
      check: null,
    } as const;
    const draft = showPolicy(policy);
    expect(draft.roles).toEqual([]);
    expect(policyChange({ ...draft, name: "new" }, policy.name)).toMatchObject({
      kind: "replace-policy",
      replaces: "old",
      name: "new",
      permissive: false,
    });
  });

  test("of a table with a dot in its name", () => {
    expect(tableName("public.a.b")).toEqual({ schema: "public", table: "a.b" });
  });
});

describe("a protection", () => {
  const tasks = { schema: "public", name: "tasks" };

  test("of single users' rows knows no roles", () => {
    expect(requestOf(tasks, { ...NEW_PROTECTION, write: "role" }).write).toBe("owner");
    expect(
      requestOf(tasks, { ...NEW_PROTECTION, owner: "organization", write: "role" }),
    ).toMatchObject({
      write: "role",
      role: "admin",
    });
  });

  test("names memberships only where members own the rows", () => {
    const draft = { ...NEW_PROTECTION, memberships: "public.members" };
    expect(requestOf(tasks, draft)).not.toHaveProperty("memberships");
    expect(requestOf(tasks, { ...draft, owner: "members" })).toHaveProperty("memberships");
  });

  test.each([
    ["", "", undefined],
    ["keep-hidden", "user_1", "keep-hidden"],
    ["owner", "", undefined],
    ["owner", "user_1", { owner: "user_1" }],
  ] as const)("says %j %j of rows that are there", (existing, existingOwner, sent) => {
    expect(requestOf(tasks, { ...NEW_PROTECTION, existing, existingOwner }).existing).toEqual(sent);
  });
});

describe("a function", () => {
  test.each([
    ["sql", "select 1", "stable"],
    ["sql", "  with a as (select 1) select * from a", "stable"],
    ["sql", "with gone as (delete from t returning *) select * from gone", "volatile"],
    ["sql", "select nextval('s')", "volatile"],
    ["sql", "insert into t values (1)", "volatile"],
    ["plpgsql", "begin return 1; end", "volatile"],
  ] as const)("in %s that says %j is %s", (language, definition, volatility) => {
    expect(suggestVolatility({ ...NEW_FUNCTION, language, definition })).toBe(volatility);
  });

  test("is told from others of its name by its arguments' types", () => {
    const argument = (type: string) => ({ name: "a", type, default: null });
    const made = { schema: "public", name: "f", arguments: [argument("text"), argument("int4")] };
    expect(functionKey(made as never)).toBe("public.f(text,int4)");
  });

  test("is shown without the line's ends around its body", () => {
    const made = { ...NEW_FUNCTION, kind: "function", definition: "\nbegin\nend\n" };
    expect(showFunction(made as never).definition).toBe("begin\nend");
  });
});

describe("a table", () => {
  test("begins with a number that counts by itself, and with row level security", () => {
    const change = tableChange({ ...newTable("public"), name: "tasks" });
    expect(change).toMatchObject({ kind: "create-table", rls: true, grants: [] });
    expect(change).not.toHaveProperty("columns.0.default");
    expect(change).toMatchObject({ columns: [{ name: "id", identity: true, primaryKey: true }] });
  });

  test("without row level security is granted to nobody", () => {
    const draft = { ...newTable("public"), name: "tasks", grant: true };
    expect(tableChange(draft)).toMatchObject({ grants: [{ role: "authenticated" }] });
    expect(tableChange({ ...draft, rls: false })).toMatchObject({ grants: [] });
  });

  test("refers to a table whose name has a dot", () => {
    const references = { table: "public.a.b", column: "id", onDelete: "cascade" } as const;
    expect(columnInput(newColumn({ name: "a", type: "int8", references })).references).toEqual({
      schema: "public",
      table: "a.b",
      column: "id",
      onDelete: "cascade",
    });
  });

  test("has columns that are told apart before they have names", () => {
    expect(newColumn().id).not.toBe(newColumn().id);
  });
});

describe("a template", () => {
  const typed = { ...presetDraft("supabase"), typedKey: "a secret of thirty-two characters" };

  test("signed with the project's own secret follows its rotation", () => {
    expect(templateBody(typed, { typedIsProject: true })).toMatchObject({ signing_key: "project" });
    expect(templateBody(typed, { typedIsProject: false })).toMatchObject({
      signing_key: typed.typedKey,
    });
  });

  test.each(["instance", "stored"] as const)("with the %s key sends none", (key) => {
    expect(templateBody({ ...typed, key }, { typedIsProject: false })).not.toHaveProperty(
      "signing_key",
    );
  });

  test("signed by the instance is RS256, whatever was chosen before", () => {
    const body = templateBody({ ...typed, key: "instance" }, { typedIsProject: false });
    expect(body).toMatchObject({ signing_algorithm: "RS256", custom_signing_key: false });
  });

  test("with claims that are no JSON is refused at their field", () => {
    const broken = { ...typed, claims: "{" };
    const refused = expect.objectContaining({
      problem: expect.objectContaining({ field: "claims" }),
    });
    expect(() => templateBody(broken, { typedIsProject: false })).toThrow(refused);
    expect(() => templateBody(broken, { typedIsProject: false })).toThrow(ApiError);
  });

  test("is previewed with the key that is known here, else with the instance's", () => {
    expect(previewOf(typed, null)).toMatchObject({ signingAlgorithm: "HS256", name: "supabase" });
    expect(previewOf({ ...typed, typedKey: "" }, null)).toMatchObject({ signingKey: null });
    expect(previewOf({ ...typed, key: "stored" }, null)).toMatchObject({ signingAlgorithm: null });
  });

  test("that is there never shows its key", () => {
    const kept = {
      name: "a",
      lifetime: 60,
      allowed_clock_skew: 5,
      signing_algorithm: "HS256",
      claims: {},
    };
    expect(showTemplate({ ...kept, custom_signing_key: true } as never)).toMatchObject({
      key: "stored",
      typedKey: "",
    });
  });
});

describe("an endpoint", () => {
  test("has shares as percent and sends them as shares", () => {
    const faults = { fail: 0.125, delay_ms: 300 };
    const draft = showEndpoint({ url: "http://localhost/x", events: ["user.*"], faults } as never);
    expect(draft.faults).toMatchObject({ fail: "12.5", delay_ms: "300", duplicate: "" });
    expect(endpointBody(draft, false)).toEqual({
      url: "http://localhost/x",
      events: ["user.*"],
      faults,
    });
  });

  test("that the file declares is sent its faults alone", () => {
    expect(endpointBody(showEndpoint(), true)).toEqual({ faults: {} });
  });

  test("says in words only what is switched on", () => {
    expect(faultWords({ fail: 0.5, duplicate: 0, delay_ms: 20 })).toEqual([
      "50 % fail",
      "20 ms late",
    ]);
  });
});
