// The functions that generated policies call: made, brought up to date, or left alone when they are as they should be.
// A function of the same name that means something else belongs to someone else and is not touched.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { SecurityModel } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { type Sql, sql } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { readCallerValue } from "../expression/caller-value.ts";
import { meaningsOf } from "../expression/claim-meaning.ts";
import { createGuardContext } from "../expression/guard-context.ts";
import type { SqlParser } from "../expression/parser.ts";
import { callerFunctions } from "./caller-sql.ts";
import { type Membership, membershipFunction, PRIVATE_SCHEMA } from "./memberships.ts";
import { sameExpression } from "./same-expression.ts";
import type { ProtectShape } from "./shape.ts";
import { type Step, textOf } from "./step.ts";

export interface FunctionRequest {
  readonly model: SecurityModel;
  readonly shape: ProtectShape;
  readonly parser: SqlParser;
  readonly membership: Membership | undefined;
}

/** @throws PROTECT_FUNCTION */
export function planFunctions(request: FunctionRequest): readonly Step[] {
  const { model, shape, parser, membership } = request;
  const steps = callerFunctions(shape).flatMap(({ name, create, purpose }) => {
    const there = findFunction(model, "public", name);
    if (there !== undefined) refuseForeign(there, request);
    if (there !== undefined && isAsWanted(there, create, parser)) return [];
    const signature = sql`${readableName("public", name)}()`;
    return [
      { purpose, sql: create },
      { sql: sql`grant execute on function ${signature} to authenticated, service_role` },
    ];
  });
  return membership === undefined ? steps : [...steps, ...membershipSteps(membership, request)];
}

function membershipSteps(
  membership: Membership,
  { model, shape, parser }: FunctionRequest,
): readonly Step[] {
  const statements = membershipFunction(membership, shape);
  const create = statements.find((one) => textOf(one).startsWith("create or replace"));
  const there = findFunction(model, PRIVATE_SCHEMA, membership.functionName);
  if (there !== undefined && create !== undefined && isAsWanted(there, create, parser)) return [];
  const { purpose } = membership;
  return statements.map((one, index) => (index === 0 ? { purpose, sql: one } : { sql: one }));
}

function findFunction(
  model: SecurityModel,
  schema: string,
  name: string,
): RoutineFacts | undefined {
  return model.routines.find((one) => one.schema === schema && one.name === name);
}

const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  requesting_user_id: ["user"],
  requesting_org_id: ["organization"],
  requesting_owner_id: ["organization", "user"],
  requesting_org_role: ["organization-role"],
};

function refuseForeign(there: RoutineFacts, { model, parser }: FunctionRequest): void {
  const context = createGuardContext(model, parser);
  const call = { kind: "call", name: [there.schema, there.name], args: [] } as const;
  const value = readCallerValue(call, context);
  const meanings = value === undefined ? [] : [...meaningsOf(value)].sort();
  const wanted = MEANINGS[there.name] ?? [];
  if (there.resultType === "text" && meanings.join() === wanted.join()) return;
  throw rowlockError("PROTECT_FUNCTION", {
    message: `The function ${there.schema}.${there.name}() is there and means something else`,
    hint: "Rename it, or use --native, which needs no function",
  });
}

/** Whether a function has the body, the rights and the settings that its definition gives it. */
function isAsWanted(there: RoutineFacts, create: Sql, parser: SqlParser): boolean {
  const text = textOf(create);
  const body = /as \$\w*\$(?<body>.*)\$\w*\$$/s.exec(text)?.groups?.body ?? "";
  const asExpression = (source: string) => `(${source.replace(/;\s*$/, "")})`;
  return (
    there.securityDefiner === text.includes("security definer") &&
    there.volatility === "stable" &&
    there.settings.some(([name, value]) => name === "search_path" && value === '""') &&
    there.executableBy.includes("authenticated") &&
    sameExpression(asExpression(there.source), asExpression(body), parser)
  );
}
