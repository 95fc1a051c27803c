// What a request's transaction is told before its query: access mode, search path, claims, and the request itself.
// Guarantee: everything is bound; the claims are those that were verified, and cookies are not among the headers.
import type { Routine } from "../../catalog/parts/routines.ts";
import type { RequestHeaders } from "../../http/request-headers.ts";
import { quoteIdentifier } from "../../sql/fragment.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import type { Plan } from "../plan/plan.ts";
import type { ApiRequest } from "../request/api-request.ts";
import type { DataApiSettings } from "../settings.ts";

type Setting = readonly [name: string, value: string];

/** What the database is told of the HTTP request. */
export interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly headers: RequestHeaders;
}

export interface TransactionInput {
  readonly request: ApiRequest;
  readonly plan: Plan;
  readonly token: VerifiedToken;
  readonly facts: RequestFacts;
  readonly settings: DataApiSettings;
}

/** Settings in the order in which they are made. */
export function transactionSettings(input: TransactionInput): readonly Setting[] {
  const { request, plan, token, facts, settings } = input;
  const { headers, cookies } = headersOf(facts.headers);
  const { timezone } = request.preferences;
  const made: Setting[] = [
    ["search_path", searchPath([request.schema.name, ...settings.dbExtraSearchPath])],
    ["request.jwt.claims", token.claimsText],
    ["request.method", facts.method],
    ["request.path", facts.path],
    ["request.headers", headers],
    ["request.cookies", cookies],
  ];
  if (timezone !== undefined) made.push(["timezone", timezone]);
  made.push(...hoisted(plan, settings), ...settings.appSettings);
  return made;
}

/** What `ALTER ROLE ... SET` says of the role: made by the login, which may be granted more than the role. */
export function roleSettings({
  settings,
  token,
}: TransactionInput): readonly Setting[] | undefined {
  return settings.roleSettings.get(token.role)?.settings;
}

function searchPath(schemas: readonly string[]): string {
  return schemas.map(quoteIdentifier).join(", ");
}

export function isReadOnly(plan: Plan): boolean {
  return !("readOnly" in plan) || plan.readOnly;
}

function routineOf(plan: Plan): Routine | undefined {
  return plan.kind === "call" ? plan.call.routine : undefined;
}

/** Settings of the called function that hold for the whole transaction. */
function hoisted(plan: Plan, { dbHoistedTxSettings }: DataApiSettings): readonly Setting[] {
  const own = routineOf(plan)?.settings ?? [];
  return own.filter(
    ([name]) =>
      name !== "default_transaction_isolation" &&
      dbHoistedTxSettings.some((pattern) => name.includes(pattern)),
  );
}

/** The statement that sets the isolation level: that of the called function, or of the role. */
export function transactionCharacteristics(input: TransactionInput): string | undefined {
  const { plan, token, settings } = input;
  const own = routineOf(plan)?.settings.find(([name]) => name === "default_transaction_isolation");
  const level = own?.[1].toLowerCase() ?? settings.roleSettings.get(token.role)?.isolation;
  switch (level) {
    case "serializable":
      return "set transaction isolation level serializable";
    case "repeatable read":
      return "set transaction isolation level repeatable read";
    default:
      return undefined;
  }
}

/** Header values come one character a byte; what they mean is UTF-8. */
function utf8(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : Buffer.from(value, "latin1").toString("utf8");
}

/** Printable ASCII without quotes and backslashes: in JSON it stands for itself. */
const PLAIN = /^[ !#-[\]-~]*$/;

function jsonText(value: string): string {
  return PLAIN.test(value) ? `"${value}"` : JSON.stringify(utf8(value));
}

function headersOf(all: RequestFacts["headers"]) {
  let headers = "";
  let cookies = "{}";
  for (const [name, value] of all) {
    if (name === "cookie") cookies = JSON.stringify(cookiesOf(utf8(value)));
    else headers += `${headers === "" ? "{" : ","}${jsonText(name)}:${jsonText(value)}`;
  }
  return { headers: headers === "" ? "{}" : `${headers}}`, cookies };
}

function cookiesOf(header: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    header.split(";").map((pair) => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name, value.join("=")];
    }),
  );
}
