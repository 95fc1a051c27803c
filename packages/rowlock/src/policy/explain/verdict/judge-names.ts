// The verdict on a request that the Data API refused by itself: a name that it does not know, or what is not its grammar.
import type { ProblemReport } from "../reports.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import type { Verdict, VerdictOf } from "./verdict.ts";

const NO_PROBLEM: ProblemReport = {
  code: "",
  routine: null,
  message: "there is nothing to explain",
  details: null,
  hint: null,
};

const NOT_EXPOSED = new Set(["PGRST205", "PGRST202", "PGRST106"]);

export function judgeNames({ answer, request }: Judged, context: VerdictContext): Verdict {
  const problem = answer?.problem ?? NO_PROBLEM;
  const { code } = problem;
  if (code === "PGRST204") return { kind: "column-unknown", fine: false, problem };
  if (!NOT_EXPOSED.has(code)) {
    return { kind: "request-refused", fine: false, problem, early: code.startsWith("PGRST") };
  }
  const elsewhere = code === "PGRST205" ? foundElsewhere(request.path, context) : null;
  const empty = code === "PGRST205" && elsewhere === null && isEmpty(context);
  return { kind: "not-exposed", fine: false, problem, elsewhere, empty };
}

function isEmpty({ model, exposedSchemas = [] }: VerdictContext): boolean {
  return model?.relations.every(({ schema }) => !exposedSchemas.includes(schema)) ?? false;
}

/** A table of this name in another schema. */
function foundElsewhere(
  path: string,
  { model, exposedSchemas = [] }: VerdictContext,
): VerdictOf<"not-exposed">["elsewhere"] {
  const [plain = ""] = path.split("?");
  const last = plain.slice(plain.lastIndexOf("/") + 1);
  const found = model?.relations.find(
    ({ name, fromExtension }) => encodeURIComponent(name) === last && !fromExtension,
  );
  if (found === undefined) return null;
  const { schema, name } = found;
  return { schema, name, served: exposedSchemas.includes(schema) };
}
