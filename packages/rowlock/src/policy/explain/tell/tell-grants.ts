// A missing grant in words, with the statement that gives it.
import type { VerdictOf } from "../verdict/verdict.ts";
import { passedOverWords } from "./passed-over.ts";
import { strangerAdvice } from "./stranger.ts";
import type { Told } from "./told.ts";

type Missing = VerdictOf<"grant-missing">;

export function tellGrantMissing(verdict: Missing): Told {
  const { role, missing, stranger } = verdict;
  const [first, ...others] = missing;
  const { privilege = "", object = "", columns = [] } = first ?? {};
  const only = columns.length === 0 ? "" : `, for the columns ${columns.join(", ")}`;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return {
    sentence: `${role} lacks ${privilege} on ${object}${only}${more}: ${consequence(verdict, privilege)}`,
    next: stranger === null ? advice(verdict, { privilege, columns }) : strangerAdvice(stranger),
    fix: stranger === null ? missing.flatMap(({ fix }) => fix ?? []).join("\n") : null,
  };
}

function consequence({ decidedBy, passedOver }: Missing, privilege: string): string {
  if (privilege === "execute") return "it is not called";
  if (decidedBy !== "nothing" || passedOver === null) return "policies are not even asked";
  return passedOver.kind === "bypass" || passedOver.kind === "superuser"
    ? `${passedOverWords(passedOver)}, but grants count for it too`
    : `grants count, although ${passedOverWords(passedOver)}`;
}

function advice(
  { decidedBy, relation }: Missing,
  { privilege, columns }: { readonly privilege: string; readonly columns: readonly string[] },
): string {
  if (columns.length > 0) {
    return "Ask only for the columns that are granted, or grant these in a migration";
  }
  if (privilege === "execute") return "Grant it in a migration, if people are to call it";
  if (decidedBy === "nothing") return "Grant it in a migration; no policy then narrows which rows";
  return decidedBy === "policies"
    ? "Grant it in a migration; the policies then decide which rows"
    : `Grant it in a migration, and write a policy for ${privilege}, which is missing too; rowlock protect ${relation} does both`;
}
