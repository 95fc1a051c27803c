// What policies refuse, or that they fail, in words.
import { compile } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import type { PolicyFailure, RefusalReason } from "../reports.ts";
import type { OwnerColumn, VerdictOf } from "../verdict/verdict.ts";
import { adviceOnLacking, adviceOnReading, lackingWords } from "./claims.ts";
import { operandWords, quoted, reasonWords } from "./conditions.ts";
import { strangerAdvice } from "./stranger.ts";
import { adviceOnFile } from "./tell-storage.ts";
import type { Told } from "./told.ts";

type Refused = VerdictOf<"policy-refused">;
type Bare = VerdictOf<"no-policy">;

const VERBS = { select: "read", insert: "add", update: "change", delete: "delete" } as const;

export function tellNoPolicy(verdict: Bare): Told {
  const { relation, role, verb, rows, stranger, restrictive } = verdict;
  const fate = rows === "new" ? "is refused" : "can't be seen";
  const only =
    restrictive.length === 0
      ? ""
      : `; ${policyNames(restrictive)} ${restrictive.length === 1 ? "is" : "are"} restrictive, which only takes away`;
  return {
    sentence: `No policy of ${relation} lets ${role} ${VERBS[verb]} rows, so ${many(verdict)} ${fate}${aside(verdict)}${only}`,
    next:
      stranger === null
        ? `Write a policy for ${verb} to ${role}, or run rowlock protect ${protectWhat(verdict)}`
        : strangerAdvice(stranger),
    fix: null,
  };
}

function protectWhat({ relation, storage }: Bare): string {
  return storage === null ? relation : `--bucket ${storage.bucket}`;
}

export function tellRefused(verdict: Refused): Told {
  const { relation, part, reasons, lacking, stranger } = verdict;
  const name = part === "target" ? relation : `${relation} (${part})`;
  const permissive = reasons.filter((reason) => reason.permissive);
  const because =
    reasons.length > 1 && reasons.length === permissive.length
      ? alternatives(permissive)
      : reasonWords(reasons[0] ?? NOTHING);
  const whose = subject(reasons, name);
  const claims = lacking.length === 0 ? "" : `${lackingWords(lacking)}, so `;
  const why = because === "" ? "" : `: ${claims}${because}`;
  const then = part === "target" ? "" : ", and without them there is none to answer with";
  return {
    sentence: `${whose} ${many(verdict)}${then}${aside(verdict)}${why}`,
    next: stranger === null ? adviceOnRefusal(verdict) : strangerAdvice(stranger),
    fix: stranger === null ? ownerFix(verdict) : null,
  };
}

const NOTHING: RefusalReason = {
  policy: "",
  permissive: true,
  value: "false",
  conditions: [],
  problem: null,
};

function subject(reasons: readonly RefusalReason[], relation: string): string {
  const names = reasons.map(({ policy }) => policy);
  const [only] = reasons;
  if (only === undefined) return `The policies of ${relation} refuse`;
  if (only.permissive && names.length > 1) {
    return `None of the policies ${policyNames(names)} of ${relation} lets through`;
  }
  return `The ${only.permissive ? "" : "restrictive "}policy "${only.policy}" of ${relation} refuses`;
}

function policyNames(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** Where one of several would be enough, what each asks for. */
function alternatives(reasons: readonly RefusalReason[]): string {
  return reasons.map((reason) => `"${reason.policy}" because ${reasonWords(reason)}`).join("; ");
}

function many({ rows, total, tried, filtered }: Refused | Bare): string {
  if (rows === "new") return "the new row";
  const asked = filtered ? "that the filters name" : "that there are";
  if (total === 1) return filtered ? `the row ${asked}` : "its one row";
  if (total === null || total > tried) return `the first ${tried} rows ${asked}`;
  return `all ${total} rows ${asked}`;
}

/** Policies for reading count for other verbs too, which surprises. */
function aside({ verb, request }: Refused | Bare): string {
  if (verb !== "select" || ["read", "call", ""].includes(request)) return "";
  return ` (a request that ${request}s must also be let read what it filters by or gives back)`;
}

function adviceOnRefusal(verdict: Refused): string {
  const { rows, reasons, lacking, owner, storage } = verdict;
  const conditions = reasons.flatMap((reason) => reason.conditions);
  if (conditions.some(({ hiddenBy }) => hiddenBy.length > 0)) {
    return "Let the policy look it up by a security definer function, or give the role a policy on that table";
  }
  const [missing] = lacking;
  if (missing !== undefined && storage?.forOtherBuckets !== true) return adviceOnLacking(missing);
  const reading = adviceOnReading(conditions.flatMap(({ claims }) => claims));
  if (reading !== undefined) return reading;
  const onFile = storage === null ? undefined : adviceOnFile(storage);
  if (onFile !== undefined) return onFile;
  if (rows === "new") return adviceOnNewRow(verdict, owner);
  if (reasons.some(({ permissive }) => !permissive)) {
    return "A restrictive policy must be true besides the others: meet what it asks for, or change it";
  }
  return conditions.some(({ claims }) => claims.length > 0)
    ? "These rows belong to others: ask as their owner, or widen the policy if it is meant to be shared"
    : "What the policy asks for is not about the caller: ask for rows that meet it, or change the policy";
}

function adviceOnNewRow({ verb, request }: Refused, owner: OwnerColumn | null): string {
  if (owner === null) return "Send a row for which the policy's expression is true";
  const { column, sent, defaultNamesCaller, caller } = owner;
  const isChange = verb === "update" || request === "update";
  if (isChange) {
    return sent
      ? `A row can't be given away: leave ${column} out of the change`
      : "Change what the policy compares so that it stays true";
  }
  if (sent && defaultNamesCaller) {
    return `Leave the owner column ${column} out, so that its default names the caller`;
  }
  if (sent)
    return `Send as ${column} what ${caller} is, or give it a default that names the caller`;
  return owner.default === null
    ? `${column} is not in the request and has no default: send it, or give it one that names the caller`
    : `${column} is not in the request, and its default ${owner.default} does not name the caller: give it one that does`;
}

/** A default that names the caller, where the column has none and a row is added. */
function ownerFix({ rows, request, relation, owner, lacking, storage }: Refused): string | null {
  // Its tables are Storage's own.
  if (storage !== null) return null;
  const isAdded = rows === "new" && ["insert", "upsert"].includes(request);
  if (!isAdded || owner === null || owner.defaultNamesCaller || lacking.length > 0) return null;
  const column = compile(readableName(owner.column)).text;
  return `alter table ${relation} alter column ${column} set default ${asDefault(owner.caller)};`;
}

/** A call stands alone as a default; anything else needs parentheses. */
function asDefault(expression: string): string {
  return /^[\w.]+\(\)$/.test(expression) ? expression : `(${expression})`;
}

export function tellFailed(verdict: VerdictOf<"policy-failed">): Told {
  const { relation, policy, failure, expression } = verdict;
  const { problem, part, lacks } = failure;
  const where = part === null || part === expression ? expression : `${part} in ${expression}`;
  const given = givenWords(failure);
  return {
    sentence: `The policy "${policy}" of ${relation} can't be evaluated: ${where}${given}: ${problem.message}`,
    next: adviceOnFailure(failure, expression),
    fix: lacks.length === 0 ? null : lacks.flatMap(({ fix }) => fix ?? []).join("\n"),
  };
}

export function givenWords({ operands, claims }: PolicyFailure): string {
  const given = operands.filter((one) => !one.constant && one.value !== null).map(operandWords);
  if (given.length > 0) return `, where ${given.join(", ")}`;
  const [claim] = claims;
  return claim === undefined || claim.value === null
    ? ""
    : `, where the claim ${claim.paths[0]} is ${quoted(claim.value)}`;
}

/** By SQLSTATE and the function of PostgreSQL's source that raised it. */
export function adviceOnFailure(
  { problem, lacks, through, part }: PolicyFailure,
  expression: string,
): string {
  const { code, routine } = problem;
  if (code === "22P02" && routine === "string_to_uuid") {
    return "Ids of Clerk are text and no uuid: keep them in a text column, and compare (select auth.jwt() ->> 'sub')";
  }
  if (code === "22P02") return "What is cast there is no value of that type: compare it as text";
  if (code === "42P17" && routine === "fireRIRrules") {
    const way = through.map((one) => `"${one.policy}" of ${one.relation}`).join(", then ");
    return `${way === "" ? "The policy reads its own table again" : `What it reads asks ${way}, which leads back`}: put the look-up into a security definer function`;
  }
  if (lacks.length > 0) {
    const objects = lacks.map(({ privilege, object }) => `${privilege} on ${object}`);
    return `What a policy calls and reads, it calls and reads as the role of the request, which lacks ${objects.join(", ")}: grant it, or look it up in a security definer function`;
  }
  if (code === "42501")
    return "What a policy calls and reads, it calls and reads as the role of the request: grant it";
  if (["42883", "42P01", "42703", "3F000"].includes(code)) {
    return `What ${part ?? expression} names is not there: make it, or name it with its schema`;
  }
  if (code === "22012") return "Guard the division: nullif(divisor, 0)";
  if (code === "57014")
    return "It takes too long: an index on what it looks up, or (select f()) around what is the same for every row";
  if (code === "21000")
    return "Its subquery gives more than one row: compare with in (select ...), or exists";
  return `Mend its expression: ${expression}`;
}
