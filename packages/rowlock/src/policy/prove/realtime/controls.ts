// Controls of what a proof says of Realtime: on the prover's own table, published and then unguarded, and on private
// channels with policies of the prover's own, sound and then open. The project's policies of channels are gone afterwards.

import { CHANGES_PUBLICATION } from "../../../catalog/parts/published.ts";
import { compile, sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { isMessages } from "../../analysis/message-policies.ts";
import { nameList } from "../../fix/fix.ts";
import type { Actor } from "../cast.ts";
import { CONTROL_TABLE } from "../controls.ts";
import type { Control } from "../proof.ts";
import { hearChanges } from "./hear-changes.ts";
import { heardOf, type SweepChanges } from "./sweep-changes.ts";

const OWN_TOPIC = "'rowlock-proof:' || (select auth.jwt() ->> 'sub')";

export async function runRealtimeControls(
  options: SweepChanges,
  wanted: { readonly tables: boolean; readonly topics: boolean },
): Promise<readonly Control[]> {
  const { actors } = options.context.planner.cast;
  const roles = [...new Set(actors.flatMap(({ role, person }) => (person === null ? [] : [role])))];
  return [
    ...(wanted.tables ? await controlChanges(roles, options) : []),
    ...(wanted.topics ? await controlTopics(roles, options) : []),
  ];
}

async function controlChanges(
  roles: readonly string[],
  options: SweepChanges,
): Promise<readonly Control[]> {
  const { copy, context } = options;
  const table = context.database.relations.find(({ name }) => name === CONTROL_TABLE);
  if (table === undefined) return [];
  const target = readableName(table.schema, table.name);
  const run = (text: string) => copy.withAdmin((client) => client.query(text));
  await run(
    compile(sql`alter publication ${readableName(CHANGES_PUBLICATION)} add table ${target}`).text,
  );
  const actors = onePersonOf(roles, context.planner.cast.actors);
  const hear = async () => {
    const hearing = await hearChanges([table], actors, { ...options, made: context.made });
    return heardOf(table, hearing, context);
  };
  const sound = await hear();
  await run(compile(sql`alter table ${target} disable row level security`).text);
  const broken = await hear();
  await run(compile(sql`alter table ${target} enable row level security`).text);
  return [
    {
      name: "of a sound published table nobody hears another's rows, and everybody their own",
      passed:
        sound.length > 0 && sound.every(({ own, others }) => own.length > 0 && others.length === 0),
    },
    {
      name: "a published table without row level security is caught",
      passed: broken.length > 0 && broken.every(({ others }) => others.length > 0),
    },
  ];
}

async function controlTopics(
  roles: readonly string[],
  { copy, context, realtime, callers }: SweepChanges,
): Promise<readonly Control[]> {
  const messages = context.database.relations.find(isMessages);
  const target = readableName("realtime", "messages");
  const names = nameList(roles);
  const text = (statement: ReturnType<typeof sql>) => compile(statement).text;
  const run = (statement: string) => copy.withAdmin((client) => client.query(statement));
  for (const { name } of messages?.policies ?? []) {
    await run(text(sql`drop policy ${readableName(name)} on ${target}`));
  }
  const on = `on ${text(target)}`;
  const to = `to ${text(names)}`;
  await run(
    `create policy own ${on} ${to} using (realtime.topic() = ${OWN_TOPIC}) with check (realtime.topic() = ${OWN_TOPIC})`,
  );
  const [other] = context.planner.cast.worlds.flatMap(({ people }) => people).slice(-1);
  const actors = onePersonOf(roles, context.planner.cast.actors);
  const answers = async (verb: "hear" | "speak", whose: "own" | "another's") => {
    const given = [];
    for (const actor of actors) {
      const id = whose === "own" ? actor.person?.userId : other?.userId;
      given.push(await realtime[verb](await callers(actor), `rowlock-proof:${id}`));
    }
    return given.map(({ answer }) => answer);
  };
  const all = (given: readonly string[], answer: string) =>
    given.length > 0 && given.every((one) => one === answer);
  const isSound =
    all(await answers("hear", "own"), "yes") &&
    all(await answers("speak", "own"), "yes") &&
    all(await answers("hear", "another's"), "no") &&
    all(await answers("speak", "another's"), "no");
  await run(`create policy broken_hear ${on} for select ${to} using (true)`);
  const isHeard = all(await answers("hear", "another's"), "yes");
  await run(`create policy broken_speak ${on} for insert ${to} with check (true)`);
  const isSpoken = all(await answers("speak", "another's"), "yes");
  return [
    { name: "private channels with sound policies are not accused", passed: isSound },
    { name: "of private channels, a SELECT policy that is always true is caught", passed: isHeard },
    {
      name: "of private channels, an INSERT policy that is always true is caught",
      passed: isSpoken,
    },
  ];
}

/** A person for each role that a token may carry. */
function onePersonOf(roles: readonly string[], actors: readonly Actor[]): readonly Actor[] {
  return roles.flatMap((role) => {
    const actor = actors.find((one) => one.role === role && one.person !== null);
    return actor === undefined ? [] : [actor];
  });
}
