// Calling functions: with arguments that name a stranger and their rows, and with the caller's own.
import type { RoutineArgument, RoutineFacts } from "../../../catalog/security/routines.ts";
import type { Audience } from "../../../config/policy-config.ts";
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import { guardedTablesIn } from "../../audit/routine-text.ts";
import { type Actor, type Person, worldOf } from "../cast.ts";
import { expectationOf } from "../intent.ts";
import { type Judgement, refusalOf } from "../judgement.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import { valueFor } from "../rows/value-for.ts";
import type { Answer, ProofRequest } from "../send.ts";
import { belongingOf } from "../subject.ts";
import type { AttemptContext } from "./attempt.ts";
import { profileOf } from "./columns.ts";

export interface Call {
  readonly routine: RoutineFacts;
  readonly actor: Actor;
  readonly request: ProofRequest;
  /** What it gave away, by what it answered. */
  readonly judge: (answer: Answer, reached: readonly MadeRow[]) => Judgement;
}

/**
 * Calls in the stranger's name, with every argument and with those that must be; one in the caller's own; and mixed
 * ones: a function may check one argument and act on another.
 */
export function callsOf(
  routine: RoutineFacts,
  { actor, stranger }: { readonly actor: Actor; readonly stranger: Person },
  context: AttemptContext,
): readonly Call[] {
  const required = routine.arguments.filter((argument) => !argument.hasDefault);
  const of = (person: Person, chosen: readonly RoutineArgument[] = required) =>
    argumentsFor(chosen, { routine, person, context });
  const theirs = of(stranger);
  const own = actor.person === null ? undefined : of(actor.person);
  const bodies = [
    theirs,
    of(stranger, routine.arguments),
    ...(own === undefined ? [] : [own, ...mixed(own, theirs)]),
  ];
  const distinct = new Map(bodies.map((body) => [JSON.stringify(body), body]));
  return [...distinct.values()].map((body) => ({
    routine,
    actor,
    request: {
      method: "POST",
      path: `/rpc/${encodeURIComponent(routine.name)}`,
      body,
      prefer: ["tx=rollback"],
      ...profileOf(routine, context.database),
    },
    judge: (answer, reached) => judgeCall(answer, reached, { routine, actor, context }),
  }));
}

/** Beyond this many arguments a function is called as a whole only. */
const MAX_MIXED = 4;

/** With each argument in turn as the only one of the other's. */
function mixed(own: JsonObject, theirs: JsonObject): readonly JsonObject[] {
  const names = Object.keys(own);
  if (names.length < 2 || names.length > MAX_MIXED) return [];
  return names.flatMap((name) => [
    { ...own, [name]: theirs[name] ?? null },
    { ...theirs, [name]: own[name] ?? null },
  ]);
}

function argumentsFor(chosen: readonly RoutineArgument[], request: ArgumentRequest): JsonObject {
  const values: Record<string, JsonValue> = {};
  for (const argument of chosen) {
    if (argument.name === null) continue;
    values[argument.name] = argumentFor(argument, request);
  }
  return values;
}

interface ArgumentRequest {
  readonly routine: RoutineFacts;
  readonly person: Person;
  readonly context: AttemptContext;
}

function argumentFor({ name, type }: RoutineArgument, request: ArgumentRequest): JsonValue {
  const { person } = request;
  const word = (name ?? "").toLowerCase();
  const isText = type === "text" || type.startsWith("character varying");
  if (isText && /user|owner|sub|author|clerk|member|who/.test(word)) return person.userId;
  if (isText && /org|tenant|company/.test(word)) {
    return worldOf(person.world).organization?.id ?? person.userId;
  }
  const key = keyLike(word, type, request);
  if (key !== undefined) return key;
  if (isText) return "%";
  const column = {
    name: word,
    position: 1,
    type,
    baseType: type,
    typeKind: "base",
    labels: [],
    notNull: false,
    defaultExpression: null,
    identity: null,
    generated: false,
    sequence: null,
  } as const;
  return valueFor({ column, ordinal: 1, variant: 0 }) ?? null;
}

/** A key of the person's row, in the table that the argument or the function's body names. */
function keyLike(
  word: string,
  type: string,
  { routine, person, context }: ArgumentRequest,
): JsonValue | undefined {
  const bare = word.replace(/^_|^(p|in|arg)_/, "").replace(/_?id$/, "");
  const named = context.database.relations.filter(
    ({ name }) => bare !== "" && (name === bare || name === `${bare}s` || name === `${bare}es`),
  );
  const tables = [...named, ...guardedTablesIn(routine, context.database)];
  for (const table of tables) {
    const row = context.made.of(table).find((one) => one.world.id === person.world);
    for (const [column, value] of Object.entries(row?.key ?? {})) {
      if (table.columns.some((one) => one.name === column && one.baseType === type)) return value;
    }
  }
  return undefined;
}

/** `raise exception`, by which a function refuses. */
const RAISED = "P0001";

interface CallJudgement {
  readonly routine: RoutineFacts;
  readonly actor: Actor;
  readonly context: AttemptContext;
}

function judgeCall(answer: Answer, reached: readonly MadeRow[], options: CallJudgement): Judgement {
  if (answer.code === RAISED) return { kind: "denied", by: "function" };
  const refusal = refusalOf(answer);
  if (refusal !== undefined) return refusal;
  const harmed = reached.filter((row) => !mayChange(row, options));
  if (harmed.length > 0) {
    return {
      kind: "leak",
      what: `changes ${harmed.length} rows that are not theirs`,
      rows: harmed,
    };
  }
  const rows = strangersIn(answer.body, options);
  if (rows.length === 0) return { kind: "allowed" };
  return { kind: "leak", what: `is told of ${rows.length} rows that are not theirs`, rows };
}

function mayChange(row: MadeRow, { actor, context }: CallJudgement): boolean {
  const expectation = expectationOf(row.relation, context.database);
  return expectation.allows(actor, "update", belongingOf(row));
}

/** Rows of others that an answer shows anything of. */
function strangersIn(
  body: JsonValue,
  { routine, actor, context }: CallJudgement,
): readonly MadeRow[] {
  const { database, made } = context;
  const meant: Audience | undefined =
    database.config.functions[`${routine.schema}.${routine.name}`]?.read;
  if (meant === "public" || (meant === "authenticated" && actor.person !== null)) return [];
  return made.traces(body).flatMap((trace) => {
    if ("person" in trace) {
      const known = actor.person !== null && actor.person.world === trace.person.world;
      const row = made.all().find((one) => one.person === trace.person);
      return known || row === undefined ? [] : [row];
    }
    const { row } = trace;
    const allowed = expectationOf(row.relation, database).allows(actor, "select", belongingOf(row));
    return allowed ? [] : [row];
  });
}
