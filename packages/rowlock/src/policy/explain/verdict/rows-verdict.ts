// The verdict on a request that was answered: all rows, some of them, or none although no policy said no.
import { plural } from "../../audit/output/terminal.ts";
import type { PhaseReport, RelationReport, Verdict } from "../explanation.ts";
import type { Judged } from "./judged.ts";

const NO_FIX = { fix: null } as const;

export function rowsVerdict(judged: Judged, target: RelationReport | undefined): Verdict {
  const { answer, planned } = judged;
  const rows = answer?.rows ?? null;
  const existing = target?.phases.filter((phase) => phase.rows === "existing") ?? [];
  const reading = existing[0];
  if (reading !== undefined && (rows === 0 || reading.total === 0) && reading.total === 0) {
    return nothingMatches(judged, target);
  }
  if (rows === 0) return nothingAnswered(judged, target);
  const what = answer === null ? describeUntried(planned?.verb) : describeDone(planned?.verb, rows);
  const open = target === undefined ? null : openness(target);
  if (open !== null && target !== undefined) {
    return { kind: "unguarded", fine: true, sentence: `${what}. ${open.sentence}`, ...open.mend };
  }
  const partly = existing.find(({ passed, tried }) => passed < tried);
  if (partly !== undefined) {
    const why = partly.refused[0]?.reasons[0]?.because.join("; ");
    return {
      kind: "allowed-in-part",
      fine: true,
      sentence: `${what}. ${othersOf(partly)}${why ? `: ${why}` : ""}`,
      next: hiddenEmbedding(judged),
      ...NO_FIX,
    };
  }
  const over = target?.passedOver ?? null;
  return {
    kind: "allowed",
    fine: true,
    sentence: over === null || planned?.verb === "call" ? what : `${what}; ${over}`,
    next: hiddenEmbedding(judged),
    ...NO_FIX,
  };
}

function othersOf({ tried, passed, total }: PhaseReport): string {
  const others = tried - passed;
  if (total !== null && total <= tried) {
    return `${plural(others, "other row")} that the request names ${others === 1 ? "is" : "are"} refused by the policies`;
  }
  return `Of the first ${tried} rows that the request names, ${others} are refused by the policies`;
}

function hiddenRelation({ relations }: Judged): RelationReport | undefined {
  return relations.find(
    ({ part, phases }) =>
      part !== "target" && phases.some(({ tried, passed }) => tried > 0 && passed === 0),
  );
}

function hiddenEmbedding(judged: Judged): string | null {
  const hidden = hiddenRelation(judged);
  return hidden === undefined
    ? null
    : `The policies of ${hidden.relation} (${hidden.part}) let none of its rows through: what is embedded is null or empty`;
}

function describeUntried(verb: string | undefined): string {
  return verb === "call"
    ? "The function may be called; what it does was not tried"
    : "Grants and policies would let it through";
}

function describeDone(verb: string | undefined, rows: number | null): string {
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

/** What gives every row to everyone who was granted the relation. */
function openness({ relation, kind, passedOver }: RelationReport) {
  if (passedOver === "row level security is off") {
    return {
      sentence: `Row level security is off for ${relation}: everyone with the grant gets every row`,
      mend: {
        next: `Run rowlock protect ${relation}, if each is to see only their own`,
        fix: `alter table ${relation} enable row level security;`,
      },
    };
  }
  if (kind === "view" && passedOver?.startsWith("the view reads its tables with") === true) {
    return {
      sentence: `The view ${relation} reads its tables with its owner's rights, so policies on them do not count`,
      mend: {
        next: "Make it read them as whoever asks",
        fix: `alter view ${relation} set (security_invoker = on);`,
      },
    };
  }
  return null;
}

function nothingMatches({ planned }: Judged, target: RelationReport | undefined): Verdict {
  const filtered = (planned?.filters.length ?? 0) > 0;
  const name = target?.relation ?? "the table";
  return {
    kind: "nothing-matches",
    fine: false,
    sentence: filtered
      ? `No row of ${name} matches ${planned?.filters.join(" and ")}, even past row level security`
      : `${name} has no rows, even past row level security`,
    next: filtered ? "Look at the filters: the policies have no part in this" : "Add a row",
    ...NO_FIX,
  };
}

function nothingAnswered(judged: Judged, target: RelationReport | undefined): Verdict {
  const { planned } = judged;
  const hidden = hiddenRelation(judged);
  if (hidden !== undefined) {
    return {
      kind: "policy-refused",
      fine: false,
      sentence: `The policies of ${hidden.relation} (${hidden.part}) refuse all of its rows, and without them there is none to answer with`,
      next: "Write a policy there for those who are to see them",
      ...NO_FIX,
    };
  }
  if (target?.passedOver === null && target.phases.length === 0) {
    return {
      kind: "unknown",
      fine: false,
      sentence: `No row of ${target.relation} comes back, and whether there are any could not be seen`,
      next: "See what is unknown above, and ask by a login that passes over policies",
      ...NO_FIX,
    };
  }
  if (planned?.verb === "call" || target === undefined) {
    return {
      kind: "nothing-matches",
      fine: false,
      sentence: "It was let through, and gave no rows",
      next: "What a function reads inside is not looked at here: explain a request for that table",
      ...NO_FIX,
    };
  }
  return {
    kind: "unknown",
    fine: false,
    sentence: `The policies of ${target.relation} let rows through, yet none is in the answer: a limit, an offset or an inner embedding leaves them out`,
    next: "Ask without them",
    ...NO_FIX,
  };
}
