// The whole guide in Studio, twice from an empty project: once by forms alone, once by the SQL Editor. Each time the app then works,
// and Studio shows what the guide's last step says: all rows, with differing user ids.
import { describe, expect, test } from "vitest";
import { ADA, GRACE } from "../journeys/people.ts";
import { useGuideApp } from "./guide-app.ts";
import { createTemplate, createUser, grantInOneStep, readJwtSecret } from "./guide-steps.ts";
import { readMadeSchema } from "./made-schema.ts";
import { callStudio } from "./studio-tab.ts";
import { walkByForms } from "./walk-by-forms.ts";
import { walkBySql } from "./walk-by-sql.ts";

describe("the guide in Studio", () => {
  const guide = useGuideApp();
  const { inStudio, useTheApp, seesAllRows } = guide;

  test("works by forms alone, from an empty project to the app", async () => {
    await inStudio(async (page) => {
      for (const person of [ADA, GRACE]) await createUser(page, person);
      await walkByForms(page);
      await grantInOneStep(page);
      await createTemplate(page, await readJwtSecret(page));
    });
    await useTheApp("forms");
    await seesAllRows("forms");
  });

  test("works by the SQL Editor, and leaves the same but for what the guide writes differently", async () => {
    const byForms = await readMadeSchema(guide.app.output());
    await callStudio(guide.app.output(), {
      path: "/sql/run",
      body: { sql: "drop table tasks; drop function requesting_user_id()", runId: "back-to-empty" },
    });
    await inStudio(async (page) => {
      await walkBySql(page);
      await grantInOneStep(page);
    });
    await useTheApp("sql");
    await seesAllRows("sql");

    const bySql = await readMadeSchema(guide.app.output());
    expect(byForms.function).toEqual(bySql.function);
    expect(byForms.policies.map(({ name: _, ...policy }) => policy)).toEqual(
      bySql.policies.map(({ name: _, ...policy }) => policy),
    );
    expect(byForms.policies.map(({ name }) => name)).toEqual([
      "Insert task policy",
      "Select tasks policy",
    ]);
    expect(bySql.policies.map(({ name }) => name)).toEqual([
      "Insert tasks policy",
      "Select tasks policy",
    ]);
    expect(byForms.columns).toEqual([
      {
        name: "id",
        type: "bigint",
        nullable: false,
        default: null,
        identity: "by default",
        primaryKey: true,
      },
      {
        name: "name",
        type: "text",
        nullable: true,
        default: null,
        identity: null,
        primaryKey: false,
      },
      {
        name: "user_id",
        type: "text",
        nullable: true,
        default: "requesting_user_id()",
        identity: null,
        primaryKey: false,
      },
    ]);
    expect(bySql.columns).toEqual([
      {
        name: "id",
        type: "integer",
        nullable: false,
        default: "nextval('tasks_id_seq'::regclass)",
        identity: null,
        primaryKey: true,
      },
      {
        name: "name",
        type: "text",
        nullable: false,
        default: null,
        identity: null,
        primaryKey: false,
      },
      {
        name: "user_id",
        type: "text",
        nullable: false,
        default: "requesting_user_id()",
        identity: null,
        primaryKey: false,
      },
    ]);
    expect(byForms.rls).toBe(true);
    expect(bySql.rls).toBe(true);
  });
});
