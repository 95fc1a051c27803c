// Every actor tries to hear and to speak on the private channels of others, and on their own. The forms of topics are those
// that somebody's own id was accepted in. Guarantee: a policy that nobody came through is unknown.
import type { MessagePolicies } from "../../analysis/message-policies.ts";
import type { ChannelAnswer, ProofCopy, ProofRealtime } from "../../ports.ts";
import type { AttemptContext } from "../attempts/attempt.ts";
import type { Actor } from "../cast.ts";
import { summarize } from "../cells.ts";
import type { Judgement } from "../judgement.ts";
import type { Cell, Leak, Unknown } from "../proof.ts";
import { unknownCells } from "../unknown-cells.ts";
import type { CallerOf } from "./callers.ts";
import { channelLine } from "./lines.ts";
import {
  type TopicForm,
  type TopicId,
  type TopicParts,
  topicOf,
  topicParts,
} from "./topic-forms.ts";
import { type ChannelVerb, passedBy, policiesOf } from "./topic-policies.ts";

export interface SweepTopics {
  readonly copy: ProofCopy;
  readonly realtime: ProofRealtime;
  readonly callers: CallerOf;
  readonly context: AttemptContext;
}

export interface SweptTopics {
  readonly cells: readonly Cell[];
  readonly leaks: readonly Leak[];
  readonly unknown: readonly Unknown[];
}

const OBJECT = "realtime.messages";

export async function sweepTopics(
  policies: MessagePolicies,
  options: SweepTopics,
): Promise<SweptTopics> {
  const parts = topicParts(policies, options.context);
  const swept = [
    await sweepVerb("hear", { ...options, policies, parts }),
    await sweepVerb("speak", { ...options, policies, parts }),
  ];
  return {
    cells: swept.flatMap(({ cells }) => cells),
    leaks: swept.flatMap(({ leaks }) => leaks),
    unknown: swept.flatMap(({ unknown }) => unknown),
  };
}

interface VerbOptions extends SweepTopics {
  readonly policies: MessagePolicies;
  readonly parts: TopicParts;
}

interface Tried {
  readonly actor: Actor;
  readonly topic: string;
  /** Null: a topic that belongs to nobody. */
  readonly id: TopicId | null;
  readonly judgement: Judgement;
}

async function sweepVerb(verb: ChannelVerb, options: VerbOptions): Promise<SweptTopics> {
  const { context, parts } = options;
  const { actors, impostors } = context.planner.cast;
  const ask = createAsk(verb, options);
  const accepted = await acceptedForms(ask, options);
  // Where nobody was let in, the plainest topics show at least by what others are kept out.
  const forms = accepted.length > 0 ? accepted : [PLAIN];
  const tried: Tried[] = [];
  for (const actor of actors) {
    for (const topic of parts.named)
      tried.push({ actor, topic, id: null, judgement: await ask(actor, topic) });
    for (const { form, kind } of forms) {
      for (const id of idsToTry(kind, actor, parts)) {
        const topic = topicOf(form, id);
        const judgement = asLeak(await ask(actor, topic), { actor, id, verb, topic });
        tried.push({ actor, topic, id, judgement });
      }
    }
  }
  for (const actor of impostors) {
    const { form, kind } = forms[0] ?? PLAIN;
    const id = parts.ids.find((one) => one.kind === kind && isOwn(one, actor));
    if (id === undefined) continue;
    const topic = topicOf(form, id);
    const judgement = await ask(actor, topic);
    const isTaken = judgement.kind === "allowed";
    const reason = "a token that is none was taken";
    tried.push({ actor, topic, id, judgement: isTaken ? { kind: "unknown", reason } : judgement });
  }
  const cells = cellsOf(tried, verb);
  return {
    cells,
    leaks: await leaksOf(tried, verb, { ...options, ask }),
    unknown: [...unknownCells(cells), ...(await unreached(tried, verb, options))],
  };
}

type Ask = (actor: Actor, topic: string) => Promise<Judgement>;

function createAsk(verb: ChannelVerb, { realtime, callers }: VerbOptions): Ask {
  return async (actor, topic) => {
    const caller = await callers(actor);
    return judgementOf(await realtime[verb](caller, topic));
  };
}

/** A policy that fails counts as no: topics of a form that it does not know may make it fail. */
function judgementOf(given: ChannelAnswer): Judgement {
  switch (given.answer) {
    case "yes":
      return { kind: "allowed" };
    case "no":
    case "failed":
      return { kind: "denied", by: "policy" };
    case "refused":
      return given.by === "token"
        ? { kind: "denied", by: "token" }
        : { kind: "unknown", reason: given.reason };
  }
}

interface Accepted {
  readonly form: TopicForm;
  readonly kind: string;
}

const PLAIN: Accepted = { form: { before: "", after: "" }, kind: "user" };

/** The forms in which somebody of one's own circle was let in. */
async function acceptedForms(
  ask: Ask,
  { context, parts }: VerbOptions,
): Promise<readonly Accepted[]> {
  const { actors, worlds } = context.planner.cast;
  const single = worlds.find(
    ({ organization, people }) => organization === null && people.length > 0,
  );
  const together = worlds.find(({ organization }) => organization !== null);
  const few = actors.filter(
    ({ person }) => person?.world === single?.id || person?.world === together?.id,
  );
  const accepted: Accepted[] = [];
  for (const kind of new Set(parts.ids.map((id) => id.kind))) {
    for (const form of parts.forms) {
      if (await isAccepted({ form, kind }, few, { ask, parts })) accepted.push({ form, kind });
    }
  }
  return accepted;
}

async function isAccepted(
  { form, kind }: Accepted,
  actors: readonly Actor[],
  { ask, parts }: { readonly ask: Ask; readonly parts: TopicParts },
): Promise<boolean> {
  for (const actor of actors) {
    const [id] = parts.ids.filter((one) => one.kind === kind && isOwn(one, actor));
    if (id === undefined) continue;
    if ((await ask(actor, topicOf(form, id))).kind === "allowed") return true;
  }
  return false;
}

/** Within a world people may hear of each other; a user's id is first of all their own. */
function isOwn({ world, kind, value }: TopicId, { person }: Actor): boolean {
  if (person === null || person.world !== world.id) return false;
  return kind !== "user" || value === person.userId;
}

/** One's own, and one of each other world. */
function idsToTry(kind: string, { person }: Actor, { ids }: TopicParts): readonly TopicId[] {
  const seen = new Set<string>();
  return ids.filter((id) => {
    if (id.kind !== kind) return false;
    if (id.world.id === person?.world) return kind !== "user" || id.value === person.userId;
    const isNew = !seen.has(id.world.id);
    seen.add(id.world.id);
    return isNew;
  });
}

function asLeak(
  judgement: Judgement,
  {
    actor,
    id,
    verb,
    topic,
  }: Omit<Tried, "judgement" | "id"> & { readonly id: TopicId; readonly verb: ChannelVerb },
): Judgement {
  if (judgement.kind !== "allowed" || id.world.id === actor.person?.world) return judgement;
  const does = verb === "hear" ? "hears" : "speaks on";
  return {
    kind: "leak",
    what: `${does} the private channel ${topic}, which is not theirs`,
    rows: [],
  };
}

function cellsOf(tried: readonly Tried[], verb: ChannelVerb): readonly Cell[] {
  const actors = [...new Set(tried.map(({ actor }) => actor))];
  return actors.flatMap((actor) => {
    const own = tried.filter((one) => one.actor === actor).map(({ judgement }) => judgement);
    const summary = summarize(verb, own);
    return summary === undefined ? [] : [{ object: OBJECT, actor: actor.name, verb, ...summary }];
  });
}

async function leaksOf(
  tried: readonly Tried[],
  verb: ChannelVerb,
  { ask, copy, policies }: VerbOptions & { readonly ask: Ask },
): Promise<readonly Leak[]> {
  const leaking = tried.filter(({ judgement }) => judgement.kind === "leak");
  const [first, ...rest] = leaking;
  if (first?.judgement.kind !== "leak" || first.id === null) return [];
  const { actor, topic, id } = first;
  const again = await ask(actor, topic);
  const passed = await passedBy(policiesOf(policies, verb), { actor, topic, verb }, copy);
  const others = new Set(rest.map((one) => one.actor.name).filter((name) => name !== actor.name));
  return [
    {
      object: OBJECT,
      actor: actor.name,
      verb,
      what: first.judgement.what,
      witness: { table: OBJECT, key: { topic }, owner: id.world.id },
      request: { method: "GET", service: "realtime", path: "/websocket" },
      curl: channelLine(topic, verb),
      fault:
        passed.length > 0
          ? passed.map(({ name }) => `the policy "${name}"`)
          : ["no policy that could be read asks whose the channel is"],
      fix: null,
      confirmed: again.kind === "allowed",
      alsoBy: [...others],
    },
  ];
}

/** Policies that nobody came through: that nobody came to what is not theirs shows nothing of them. */
async function unreached(
  tried: readonly Tried[],
  verb: ChannelVerb,
  { copy, policies }: VerbOptions,
): Promise<readonly Unknown[]> {
  const open = new Set(policiesOf(policies, verb));
  const seen = new Set<string>();
  for (const { actor, topic, judgement } of tried) {
    const isPassed = judgement.kind === "allowed" || judgement.kind === "leak";
    // One passage of each kind of topic is enough.
    const key = `${actor.role} ${topic}`;
    if (!isPassed || seen.has(key) || open.size === 0) continue;
    seen.add(key);
    for (const policy of await passedBy([...open], { actor, topic, verb }, copy))
      open.delete(policy);
  }
  return [...open].map(({ name }) => ({
    object: OBJECT,
    reason: `the policy "${name}" let nobody ${verb} on a topic that was tried, so that nobody came to those of others shows nothing of it`,
    verbs: [verb],
  }));
}
