// Gathers the leaks of a sweep: one for each object, verb and kind of leak, with one witness and all who can do it.

import { sql, trusted } from "../../sql/fragment.ts";
import { qualifiedName } from "../analysis/database-analysis.ts";
import { routineTitle } from "../analysis/routines.ts";
import { nameList, relationName, statement } from "../fix/fix.ts";
import { curlOf } from "./curl.ts";
import type { Leak } from "./proof.ts";
import type { Trial } from "./sweep.ts";
import type { FunctionTrial } from "./sweep-functions.ts";
import { type RawLeak, type WitnessOptions, witnessOf, witnessRow } from "./witness.ts";

export async function relationLeaks(
  trials: readonly Trial[],
  options: WitnessOptions,
): Promise<readonly Leak[]> {
  const groups = new Map<string, RawLeak>();
  for (const { subject, actor, verb, tried } of trials) {
    for (const { attempt, judgement } of tried) {
      if (judgement.kind !== "leak") continue;
      const key = `${qualifiedName(subject.relation)} ${verb}`;
      const first = groups.get(key);
      if (first === undefined) {
        groups.set(key, { subject, actor, verb, attempt, judgement, alsoBy: [] });
      } else if (first.actor.name !== actor.name && !first.alsoBy.includes(actor.name)) {
        groups.set(key, { ...first, alsoBy: [...first.alsoBy, actor.name] });
      }
    }
  }
  const leaks: Leak[] = [];
  for (const raw of groups.values()) leaks.push(await witnessOf(raw, options));
  return leaks;
}

export async function functionLeaks(
  trials: readonly FunctionTrial[],
  { tryRequest }: WitnessOptions,
): Promise<readonly Leak[]> {
  const leaks = new Map<string, Leak>();
  for (const { routine, actor, tried } of trials) {
    const found = tried.find(({ judgement }) => judgement.kind === "leak");
    if (found?.judgement.kind !== "leak") continue;
    const object = routineTitle(routine);
    const known = leaks.get(object);
    if (known !== undefined) {
      leaks.set(object, { ...known, alsoBy: [...known.alsoBy, actor.name] });
      continue;
    }
    const { request, judge } = found.call;
    const { answer, ...traffic } = await tryRequest(actor, request);
    const [first] = found.judgement.rows;
    leaks.set(object, {
      object,
      actor: actor.name,
      verb: "call",
      what: found.judgement.what,
      witness: first === undefined ? null : witnessRow(first),
      request,
      curl: curlOf(request, actor),
      fault: [
        routine.securityDefiner
          ? "the function runs with its owner's rights"
          : "the function gives what the caller may not see",
      ],
      fix: statement(
        sql`revoke execute on function ${relationName(routine)}(${trusted(routine.identityArguments)}) from ${nameList(["public", ...routine.executableBy])}`,
      ),
      confirmed: judge(answer, traffic).kind === "leak",
      alsoBy: [],
    });
  }
  return [...leaks.values()];
}
