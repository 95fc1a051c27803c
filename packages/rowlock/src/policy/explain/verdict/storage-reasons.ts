// Of a refusal by the policies of storage.objects, what is particular to files: whether any of them is for this bucket,
// which folder of the name is compared with whom, and whether the owner is looked for in the column of uuids.
import { folderOf } from "../../analysis/storage-policies.ts";
import type { FailedCondition, RefusalReason } from "../reports.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import type { ComparedFolder, StorageReasons } from "./verdict.ts";

/** Null: it is no file. */
export function storageReasons(
  reasons: readonly RefusalReason[],
  { planned }: Pick<Judged, "planned">,
  context: VerdictContext,
): StorageReasons | null {
  const storage = planned?.storage ?? null;
  if (storage === null || planned?.target !== "storage.objects") return null;
  // Of those that are for another bucket nothing else is worth knowing.
  const own = reasons.filter(({ conditions }) => !conditions.some(isOfBucket));
  const conditions = own.flatMap((reason) => reason.conditions);
  return {
    bucket: storage.buckets.at(-1)?.id ?? "",
    name: storage.name,
    forOtherBuckets: reasons.length > 0 && own.length === 0,
    folder: comparedFolder(conditions, context),
    comparesOwner: conditions.some(({ operands }) =>
      operands.some(({ column }) => column === "owner"),
    ),
  };
}

function isOfBucket({ operands }: FailedCondition): boolean {
  return operands.some(({ column }) => column === "bucket_id");
}

function comparedFolder(
  conditions: readonly FailedCondition[],
  { expressions }: VerdictContext,
): ComparedFolder | null {
  if (expressions === undefined) return null;
  for (const { operator, operands } of conditions) {
    if (operator !== "=") continue;
    for (const operand of operands) {
      const parsed = expressions.parser.expression(operand.expression);
      const folder = parsed.ok ? folderOf(parsed.value) : undefined;
      const other = operands.find((one) => one !== operand);
      if (folder === undefined || other === undefined) continue;
      return { index: folder.index, found: operand.value, wanted: other.value };
    }
  }
  return null;
}
