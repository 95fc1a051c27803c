// What the role of a request must be granted, what of it is missing, and the statement that gives it.
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import type { NeededPrivilege, PlannedRequest } from "../../database/batch/planned-request.ts";
import { compile, join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import type { GrantReport } from "./reports.ts";

export interface GrantOptions {
  readonly model: SecurityModel;
  readonly planned: PlannedRequest;
  readonly role: string;
}

export function examineGrants({ model, planned, role }: GrantOptions): readonly GrantReport[] {
  const schemas = new Set([
    ...(planned.target === undefined ? [] : [planned.target.schema]),
    ...planned.needs.map(({ relation }) => relation.schema),
  ]);
  const relations = planned.needs.flatMap((needed) => {
    const relation = findRelation(model, needed.relation);
    return relation === undefined ? [] : tableGrants(relation, needed, role);
  });
  return [
    ...[...schemas].map((schema) => schemaGrant(model, schema, role)),
    ...routineGrants(model, planned, role),
    ...unique(relations),
  ];
}

export function findRelation(
  { relations }: SecurityModel,
  { schema, name }: { readonly schema: string; readonly name: string },
): GuardedRelation | undefined {
  return relations.find((one) => one.schema === schema && one.name === name);
}

function schemaGrant({ schemas }: SecurityModel, schema: string, role: string): GrantReport {
  // pg_catalog and the like are no schemas of the model: everyone may use them.
  const found = schemas.find(({ name }) => name === schema);
  const held = found === undefined || found.usableBy.includes(role);
  return {
    privilege: "usage",
    object: `schema ${schema}`,
    columns: [],
    held,
    fix: held ? null : grant(sql`usage on schema ${readableName(schema)}`, role),
  };
}

function routineGrants(
  { routines }: SecurityModel,
  { routine }: PlannedRequest,
  role: string,
): readonly GrantReport[] {
  const found = routines.find(({ oid }) => oid === String(routine));
  if (found === undefined) return [];
  const { schema, name, identityArguments } = found;
  const held = found.executableBy.includes(role);
  const signature = sql`${readableName(schema, name)}(${trusted(identityArguments)})`;
  return [
    {
      privilege: "execute",
      object: `function ${schema}.${name}(${identityArguments})`,
      columns: [],
      held,
      fix: held ? null : grant(sql`execute on function ${signature}`, role),
    },
  ];
}

function tableGrants(
  relation: GuardedRelation,
  needed: NeededPrivilege,
  role: string,
): readonly GrantReport[] {
  const report = tableGrant(relation, needed, role);
  if (needed.privilege !== "INSERT") return [report];
  // The sequence of an identity column needs no grant, that of a serial column does.
  const drawn = relation.columns.flatMap(({ name, sequence }) =>
    sequence === null || sequence.identity || needed.columns.includes(name) ? [] : [sequence],
  );
  return [
    report,
    ...drawn.map(({ schema, name, usableBy }) => {
      const held = usableBy.includes(role);
      return {
        privilege: "usage",
        object: `sequence ${schema}.${name}`,
        columns: [],
        held,
        fix: held ? null : grant(sql`usage on sequence ${readableName(schema, name)}`, role),
      };
    }),
  ];
}

function tableGrant(
  relation: GuardedRelation,
  { privilege, columns }: NeededPrivilege,
  role: string,
): GrantReport {
  const { schema, name } = relation;
  const object = `${relation.kind === "view" ? "view" : "table"} ${schema}.${name}`;
  const report = { privilege: privilege.toLowerCase(), object };
  const held = relation.privileges.find((one) => one.role === role);
  if (held?.table.includes(privilege) === true) {
    return { ...report, columns: [], held: true, fix: null };
  }
  const granted = new Set(
    held?.columns.flatMap((one) => (one.privileges.includes(privilege) ? [one.column] : [])),
  );
  const wanted = columns.includes("*") ? relation.columns.map((one) => one.name) : columns;
  const missing = wanted.filter((column) => !granted.has(column));
  if (granted.size > 0 && missing.length === 0) {
    return { ...report, columns: [], held: true, fix: null };
  }
  const verb = trusted(report.privilege);
  const target = readableName(schema, name);
  const partly = granted.size > 0 && missing.length > 0;
  const what = partly
    ? sql`${verb} (${join(missing.map((column) => readableName(column)))}) on table ${target}`
    : sql`${verb} on table ${target}`;
  return { ...report, columns: partly ? missing : [], held: false, fix: grant(what, role) };
}

function grant(what: Sql, role: string): string {
  return `${compile(sql`grant ${what} to ${readableName(role)}`).text};`;
}

/** The same privilege may be needed twice, for filters and for embedding. */
function unique(reports: readonly GrantReport[]): readonly GrantReport[] {
  const byKey = new Map<string, GrantReport>();
  for (const report of reports) {
    const key = JSON.stringify([report.privilege, report.object, report.columns, report.held]);
    byKey.set(key, report);
  }
  return [...byKey.values()];
}
