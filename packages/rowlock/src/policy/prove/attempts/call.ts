// Calling functions: with arguments that name a stranger and their rows, and with the caller's own.
import type { Parameter, RoutineFacts } from "../../../catalog/parts/routines.ts";
import type { Audience } from "../../../config/policy-config.ts";
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { Verb } from "../../analysis/database-analysis.ts";
import type { Actor, Person } from "../cast.ts";
import { expectationOf } from "../intent.ts";
import { type Judgement, refusalOf } from "../judgement.ts";
import type { Traffic } from "../observer.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import type { Answer, ProofRequest } from "../send.ts";
import { belongingOf } from "../subject.ts";
import { type ArgumentRequest, argumentValues } from "./arguments.ts";
import type { AttemptContext } from "./attempt.ts";
import { profileOf } from "./columns.ts";

export interface Call {
  readonly routine: RoutineFacts;
  readonly actor: Actor;
  readonly request: ProofRequest;
  /** What it gave away, by what it answered. */
  readonly judge: (answer: Answer, traffic: Traffic) => Judgement;
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
  const required = routine.parameters.filter((parameter) => parameter.required);
  const of = (person: Person, chosen: readonly Parameter[] = required) =>
    argumentSets(chosen, {
      routine,
      person,
      context,
      // A colleague's secret is as unknown to them as a stranger's, where the row is not theirs to see.
      knowsSecretsOf: (row) => person === actor.person && mayDo(row, "select", { actor, context }),
    });
  const theirs = of(stranger);
  const own = actor.person === null ? [] : of(actor.person);
  const bodies = [
    ...theirs,
    ...of(stranger, routine.parameters),
    ...own,
    ...own.flatMap((body, round) =>
      mixed(body, theirs[Math.min(round, theirs.length - 1)] ?? body),
    ),
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
    judge: (answer, traffic) => judgeCall(answer, traffic, { routine, actor, context }),
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

/** One set of arguments for each round: the next value of every argument that has several. */
function argumentSets(
  chosen: readonly Parameter[],
  request: ArgumentRequest,
): readonly JsonObject[] {
  const named = chosen.flatMap((argument) =>
    argument.name === ""
      ? []
      : [{ name: argument.name, values: argumentValues(argument, request) }],
  );
  const rounds = Math.max(1, ...named.map(({ values }) => values.length));
  return Array.from({ length: rounds }, (_, round) =>
    Object.fromEntries(
      named.flatMap(({ name, values }) => {
        const value = values[Math.min(round, values.length - 1)];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  );
}

/** The arguments that must be given and that no value is known for. */
export function untriedArguments(
  routine: RoutineFacts,
  context: AttemptContext,
): readonly string[] {
  const [person] = context.planner.cast.people;
  if (person === undefined) return [];
  return routine.parameters.flatMap((argument) => {
    const title = argument.name || argument.type;
    const isTried =
      argument.name !== null &&
      argumentValues(argument, { routine, person, context, knowsSecretsOf: () => true }).length > 0;
    return isTried ? [] : [title];
  });
}

/** `raise exception`, by which a function refuses. */
const RAISED = "P0001";

interface CallJudgement {
  readonly routine: RoutineFacts;
  readonly actor: Actor;
  readonly context: AttemptContext;
}

function judgeCall(answer: Answer, { reached, added }: Traffic, options: CallJudgement): Judgement {
  if (answer.code === RAISED) return { kind: "denied", by: "function" };
  const refusal = refusalOf(answer);
  if (refusal !== undefined) return refusal;
  const planted = added.filter((row) => !mayDo(row, "insert", options));
  if (planted.length > 0) {
    return { kind: "leak", what: "adds a row that belongs to somebody else", rows: planted };
  }
  const harmed = reached.filter((row) => !mayDo(row, "update", options));
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

function mayDo(
  row: MadeRow,
  verb: Verb,
  { actor, context }: Pick<CallJudgement, "actor" | "context">,
): boolean {
  const expectation = expectationOf(row.relation, context.database);
  return expectation.allows(actor, verb, belongingOf(row));
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
    return mayDo(trace.row, "select", { actor, context }) ? [] : [trace.row];
  });
}
