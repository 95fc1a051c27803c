// The one whom a list privileges, such as an administrator, reads the list: where none of the others may stand in it,
// that alone shows that its policies let anybody through at all.

import { qualifiedName } from "../analysis/database-analysis.ts";
import type { AttemptContext } from "./attempts/attempt.ts";
import { readAttempts } from "./attempts/read.ts";
import { type Actor, actorOf } from "./cast.ts";
import type { Cell } from "./proof.ts";
import { admitsOrdinaryPeople } from "./rows/table-shape.ts";
import { rowsOf } from "./send.ts";
import type { Subject } from "./subject.ts";
import type { TryRequest } from "./try-request.ts";

export async function readLists(
  subjects: readonly Subject[],
  { tryRequest, context }: { readonly tryRequest: TryRequest; readonly context: AttemptContext },
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const { cast } = context.planner;
  const { bystander } = cast;
  const actor: Actor = { ...actorOf(bystander, cast), name: bystander.name };
  for (const subject of subjects) {
    if (admitsOrdinaryPeople(context.planner.shape(subject.relation))) continue;
    for (const { request, verb } of readAttempts(subject, actor, context)) {
      const { answer } = await tryRequest(actor, request);
      if (answer.status >= 400 || rowsOf(answer).length === 0) continue;
      const object = qualifiedName(subject.relation);
      cells.push({ object, actor: actor.name, verb, outcome: "allowed", reason: null });
    }
  }
  return cells;
}
