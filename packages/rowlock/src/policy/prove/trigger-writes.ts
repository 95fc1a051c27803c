// What a request to one table changed in another, by a trigger: rows of others among it. A count of likes is meant to do
// that and a transfer to a stranger is not; the two look alike, so it is unknown, by name.
import { isTable } from "../../catalog/parts/relations.ts";
import { qualifiedName } from "../analysis/database-analysis.ts";
import type { Actor } from "./cast.ts";
import type { Judgement } from "./judgement.ts";
import type { Traffic } from "./observer.ts";
import type { Subject } from "./subject.ts";

export function judgeTraffic(
  judgement: Judgement,
  { reached, added }: Traffic,
  { subject, actor }: { readonly subject: Subject; readonly actor: Actor },
): Judgement {
  if (judgement.kind !== "allowed") return judgement;
  const elsewhere = (rows: Traffic["reached"]) =>
    rows.filter(({ relation }) => relation.oid !== subject.relation.oid);
  const others = [
    ...subject.notTheirs(actor, "update", elsewhere(reached)),
    ...subject.notTheirs(actor, "insert", elsewhere(added)),
  ];
  if (others.length === 0 || !isTable(subject.relation)) return judgement;
  const tables = [...new Set(others.map(({ relation }) => qualifiedName(relation)))];
  return {
    kind: "unknown",
    reason: `a trigger then writes rows of others in ${tables.join(", ")}, and whether it is meant to can't be told`,
  };
}
