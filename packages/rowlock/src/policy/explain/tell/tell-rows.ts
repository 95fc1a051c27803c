// An answered request in words: all rows, some, or none.

import { plural } from "../../text/terminal-text.ts";
import type { Done, VerdictOf } from "../verdict/verdict.ts";
import { reasonWords } from "./conditions.ts";
import { passedOverWords } from "./passed-over.ts";
import { adviceOnFailure, givenWords } from "./tell-policies.ts";
import { NO_MORE, type Told } from "./told.ts";

export function tellAllowed(verdict: VerdictOf<"allowed">): Told {
  const { verb, passedOver } = verdict;
  const beside = passedOver === null || verb === "call" ? "" : `; ${passedOverWords(passedOver)}`;
  return { sentence: `${whatWasDone(verdict)}${beside}`, next: hiddenWords(verdict), fix: null };
}

export function tellInPart(verdict: VerdictOf<"allowed-in-part">): Told {
  const { tried, total, refused, reasons } = verdict;
  const others =
    total !== null && total <= tried
      ? `${plural(refused, "other row")} that the request names ${refused === 1 ? "is" : "are"} refused by the policies`
      : `Of the first ${tried} rows that the request names, ${refused} are refused by the policies`;
  const [reason] = reasons;
  const why = reason === undefined ? "" : reasonWords(reason);
  return {
    sentence: `${whatWasDone(verdict)}. ${others}${why === "" ? "" : `: ${why}`}`,
    next: hiddenWords(verdict),
    fix: null,
  };
}

export function tellUnguarded(verdict: VerdictOf<"unguarded">): Told {
  const { relation, because } = verdict;
  const done = whatWasDone(verdict);
  return because === "rls-off"
    ? {
        sentence: `${done}. Row level security is off for ${relation}: everyone with the grant gets every row`,
        next: `Run rowlock protect ${relation}, if each is to see only their own`,
        fix: `alter table ${relation} enable row level security;`,
      }
    : {
        sentence: `${done}. The view ${relation} reads its tables with its owner's rights, so policies on them do not count`,
        next: "Make it read them as whoever asks",
        fix: `alter view ${relation} set (security_invoker = on);`,
      };
}

function whatWasDone({ verb, ran, rows }: Done): string {
  if (!ran) {
    return verb === "call"
      ? "The function may be called; what it does was not tried"
      : "Grants and policies would let it through";
  }
  const many = rows === null ? "" : `, ${plural(rows, "row")}`;
  switch (verb) {
    case "insert":
    case "upsert":
    case "update":
    case "delete":
      return `The ${verb} is let through${many}`;
    case "call":
      return `The function answers${many}`;
    default:
      return `The request is answered${many}`;
  }
}

function hiddenWords({ hidden }: Done): string | null {
  return hidden === null
    ? null
    : `The policies of ${hidden.relation} (${hidden.part}) let none of its rows through: what is embedded is null or empty`;
}

export function tellNothingMatches(verdict: VerdictOf<"nothing-matches">): Told {
  const { relation, filters, failing } = verdict;
  const name = relation ?? "the table";
  const sentence =
    filters.length > 0
      ? `No row of ${name} matches ${filters.join(" and ")}, even past row level security`
      : `${name} has no rows, even past row level security`;
  if (failing !== null) {
    const { failure, policy } = failing;
    return {
      sentence: `${sentence}. As soon as there is one, the policy "${policy}" fails: ${failure.part ?? ""}${givenWords(failure)}: ${failure.problem.message}`,
      next: adviceOnFailure(failure, failure.part ?? ""),
      fix:
        failure.lacks.length === 0
          ? null
          : failure.lacks.flatMap(({ fix }) => fix ?? []).join("\n"),
    };
  }
  const next =
    filters.length > 0 ? "Look at the filters: the policies have no part in this" : "Add a row";
  return { sentence, next, fix: null };
}

export function tellNothingAnswered({ relation, because }: VerdictOf<"nothing-answered">): Told {
  return because === "function"
    ? {
        sentence: "It was let through, and gave no rows",
        next: "What a function reads inside is not looked at here: explain a request for that table",
        fix: null,
      }
    : {
        ...NO_MORE,
        sentence: `The policies of ${relation} let rows through, yet none is in the answer: a limit, an offset or an inner embedding leaves them out`,
        next: "Ask without them",
      };
}
