// Controls of the run itself: a table of the prover's own, first sound, then broken on purpose in every way that the
// prover claims to find. A break that goes unseen, or a sound table that is accused, makes the whole run worthless.
import { compile, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { nameList } from "../fix/fix.ts";
import type { ProofCopy } from "../ports.ts";
import type { AttemptContext, RelationVerb } from "./attempts/attempt.ts";
import type { Actor } from "./cast.ts";
import type { Control } from "./proof.ts";
import type { Subject } from "./subject.ts";
import { RELATION_VERBS, sweep } from "./sweep.ts";
import type { TryRequest } from "./try-request.ts";

export const CONTROL_TABLE = "rowlock_proof_control";

/** Made in the copy before it is looked at, so that it goes through everything that the project's own tables do. */
export function createControlTable(schema: string, requestRoles: readonly string[]): string {
  const table = readableName(schema, CONTROL_TABLE);
  const roles = nameList(requestRoles.filter((role) => role !== "anon"));
  const own = trusted("(select auth.jwt() ->> 'sub') = user_id");
  const statements = [
    sql`create table ${table} (id bigint primary key, name text, user_id text default auth.jwt() ->> 'sub')`,
    sql`alter table ${table} enable row level security`,
    sql`create policy see on ${table} for select to ${roles} using (${own})`,
    sql`create policy add on ${table} for insert to ${roles} with check (${own})`,
    sql`create policy change on ${table} for update to ${roles} using (${own}) with check (${own})`,
    sql`create policy remove on ${table} for delete to ${roles} using (${own})`,
    sql`grant select, insert, update, delete on ${table} to ${roles}`,
  ];
  return statements.map((one) => compile(one).text).join(";\n");
}

interface Break {
  readonly name: string;
  /** Statements on the table, whose name stands for `$table`, for the roles of requests, which stand for `$roles`. */
  readonly make: string;
  readonly undo: string;
  readonly caughtBy: readonly RelationVerb[];
}

const BREAKS: readonly Break[] = [
  {
    name: "row level security switched off",
    make: "alter table $table disable row level security",
    undo: "alter table $table enable row level security",
    caughtBy: ["read", "count", "filter"],
  },
  {
    name: "a SELECT policy that is always true",
    make: "create policy broken on $table for select to $roles using (true)",
    undo: "drop policy broken on $table",
    caughtBy: ["read", "count", "filter"],
  },
  {
    name: "rows without an owner opened",
    make: "create policy broken on $table for select to $roles using (user_id is null)",
    undo: "drop policy broken on $table",
    caughtBy: ["read"],
  },
  {
    name: "an INSERT policy that is always true",
    make: "create policy broken on $table for insert to $roles with check (true)",
    undo: "drop policy broken on $table",
    caughtBy: ["insert as another"],
  },
  {
    name: "an UPDATE policy that is always true",
    make: "create policy broken on $table for update to $roles using (true)",
    undo: "drop policy broken on $table",
    caughtBy: ["update another's", "give away", "take over"],
  },
  {
    name: "a DELETE policy that is always true",
    make: "create policy broken on $table for delete to $roles using (true)",
    undo: "drop policy broken on $table",
    caughtBy: ["delete another's"],
  },
];

export interface ControlOptions {
  readonly subject: Subject;
  readonly actors: readonly Actor[];
  readonly copy: ProofCopy;
  readonly tryRequest: TryRequest;
  readonly context: AttemptContext;
}

export async function runControls(options: ControlOptions): Promise<readonly Control[]> {
  const roles = [
    ...new Set(options.actors.flatMap(({ role, person }) => (person === null ? [] : [role]))),
  ];
  /** What leaks, by role and verb: that one role's requests show a break says nothing of another's. */
  const leaking = async (verbs: ControlVerbs) => {
    const trials = await sweep([options.subject], { ...options, verbs });
    return new Set(
      trials.flatMap(({ verb, actor, tried }) =>
        tried.some(({ judgement }) => judgement.kind === "leak") ? [`${actor.role} ${verb}`] : [],
      ),
    );
  };
  const sound = await leaking(RELATION_VERBS);
  const controls: Control[] = [{ name: "a sound table is not accused", passed: sound.size === 0 }];
  const { schema, name } = options.subject.relation;
  const table = compile(readableName(schema, name)).text;
  const names = compile(nameList(roles)).text;
  const run = (text: string) =>
    options.copy.withAdmin((client) =>
      client.query(text.replaceAll("$table", table).replaceAll("$roles", names)),
    );
  for (const broken of BREAKS) {
    await run(broken.make);
    const found = await leaking(broken.caughtBy);
    await run(broken.undo);
    const passed = roles.every((role) =>
      broken.caughtBy.every((verb) => found.has(`${role} ${verb}`)),
    );
    controls.push({ name: `${broken.name} is caught`, passed });
  }
  return controls;
}

type ControlVerbs = readonly RelationVerb[];
