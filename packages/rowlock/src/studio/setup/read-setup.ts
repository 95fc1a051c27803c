// The Overview's steps, in the order of the guide: what is set up, what is missing, found by looking, not by remembering.
import { readPolicies } from "../introspection/policies.ts";
import { readSchema } from "../introspection/read-schema.ts";
import { readTables } from "../introspection/read-tables.ts";
import type { StudioContext } from "../studio-context.ts";
import type { Overview, SetupStep } from "../wire/overview.ts";
import type { DatabaseSchema, Policy, TableSummary } from "../wire/schema.ts";
import { readPeople, templateStep } from "./clerk-steps.ts";

export async function readSetup(context: StudioContext): Promise<Overview> {
  const { name, directory, addresses, schemas } = context.project.describe();
  const [schema, policies, owners, template, people] = await Promise.all([
    readSchema(context.database, schemas),
    readPolicies(context.database),
    readOwnedTables(context),
    templateStep(context),
    readPeople(context),
  ]);
  const served = schema.tables.filter(
    (table) =>
      schemas.includes(table.schema) && /table/.test(table.kind) && table.kind !== "foreign table",
  );
  const steps: readonly SetupStep[] = [
    functionStep(schema, policies),
    tableStep(served, owners),
    policyStep(served),
    grantStep(schema, served),
    template,
    environmentStep(context),
    people,
    testStep(context),
  ];
  return {
    project: { name, directory, apiUrl: addresses.api, clerkUrl: addresses.clerk },
    steps,
    next: steps.find((step) => step.state !== "done")?.id ?? null,
  };
}

/** Tables with a column that takes the user's id by default. */
async function readOwnedTables({ database }: StudioContext): Promise<readonly string[]> {
  const asksForCaller = /requesting_user_id|auth\.(jwt|uid)|request\.jwt\.claim/;
  const tables = await readTables(database);
  return tables
    .filter(({ columns }) =>
      columns.some((one) => asksForCaller.test(one.defaultExpression ?? one.generation ?? "")),
    )
    .map(({ schema, name }) => `${schema}.${name}`);
}

function functionStep(schema: DatabaseSchema, policies: readonly Policy[]): SetupStep {
  const found = schema.functions.find((entry) => entry.name === "requesting_user_id");
  if (found !== undefined) {
    return {
      id: "function",
      state: "done",
      finding: `${found.schema}.requesting_user_id() is there`,
    };
  }
  const native = policies.some((policy) => /auth\.jwt\(\)/.test(`${policy.using} ${policy.check}`));
  return native
    ? {
        id: "function",
        state: "done",
        finding: "Policies read auth.jwt() themselves, so no function is needed",
      }
    : { id: "function", state: "todo", finding: "There is no function requesting_user_id() yet" };
}

function tableStep(served: readonly TableSummary[], owners: readonly string[]): SetupStep {
  if (served.length === 0) {
    return { id: "table", state: "todo", finding: "The Data API serves no table yet" };
  }
  const open = served.filter((table) => !table.rls);
  if (open.length > 0) {
    return {
      id: "table",
      state: "attention",
      finding: `Row level security is off on ${listed(open)}`,
    };
  }
  const owned = served.filter((table) => owners.includes(`${table.schema}.${table.name}`));
  return owned.length > 0
    ? {
        id: "table",
        state: "done",
        finding: `${listed(owned)} ${owned.length === 1 ? "holds" : "hold"} the user's id, guarded by RLS`,
      }
    : {
        id: "table",
        state: "attention",
        finding: "No table has a column that takes the user's id by default",
      };
}

function policyStep(served: readonly TableSummary[]): SetupStep {
  const guarded = served.filter((table) => table.rls);
  const bare = guarded.filter((table) => table.policies === 0);
  if (guarded.length === 0 || bare.length === guarded.length) {
    return { id: "policies", state: "todo", finding: "No policy lets anyone see a row yet" };
  }
  return bare.length > 0
    ? {
        id: "policies",
        state: "attention",
        finding: `No policy speaks of ${listed(bare)}: nobody sees its rows`,
      }
    : { id: "policies", state: "done", finding: "Every guarded table has policies" };
}

function grantStep(schema: DatabaseSchema, served: readonly TableSummary[]): SetupStep {
  if (served.length === 0) {
    return { id: "grants", state: "todo", finding: "There is no table to grant yet" };
  }
  const lacking = [...new Set(schema.missingGrants.map((missing) => missing.table))];
  return lacking.length === 0
    ? { id: "grants", state: "done", finding: "What policies speak of is granted" }
    : {
        id: "grants",
        state: "todo",
        finding: `Signed-in people have no grant on ${lacking.join(", ")}: they get 42501`,
      };
}

function environmentStep({ requestLog }: StudioContext): SetupStep {
  const seen = requestLog.recent().some((entry) => entry.server === "api");
  return seen
    ? { id: "environment", state: "done", finding: "An app asks this project for rows" }
    : { id: "environment", state: "todo", finding: "No app has asked for a row since the start" };
}

function testStep({ requestLog }: StudioContext): SetupStep {
  const users = new Set(
    requestLog
      .recent()
      .filter((entry) => entry.server === "api" && entry.status < 400)
      .flatMap((entry) => (entry.user === undefined ? [] : [entry.user])),
  );
  if (users.size >= 2)
    return { id: "test", state: "done", finding: `${users.size} people were served rows` };
  return users.size === 1
    ? { id: "test", state: "todo", finding: "One person was served rows: sign in as a second" }
    : { id: "test", state: "todo", finding: "Nobody signed in has asked for rows since the start" };
}

function listed(tables: readonly TableSummary[]): string {
  const names = tables.map((table) =>
    table.schema === "public" ? table.name : `${table.schema}.${table.name}`,
  );
  return names.length > 3
    ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
    : names.join(", ");
}
