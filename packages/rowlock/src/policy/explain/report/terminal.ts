// The explanation for a terminal of 80 columns, in the order in which a request goes its way; the verdict last, where
// the eye is. What stands in the way is marked, what is in order stays short.
import { plural, type Style } from "../../text/terminal-text.ts";
import { visible } from "../../text/visible.ts";
import type { Explanation } from "../explanation.ts";
import type { GrantReport } from "../reports.ts";
import { tellVerdict } from "../tell/tell-verdict.ts";
import { LABEL, prose, renderPage, verdictLines } from "./lines.ts";
import { relationLines } from "./relation-lines.ts";
import { storageLines } from "./storage-lines.ts";
import { tokenLines } from "./token-lines.ts";

export interface ExplanationOptions {
  readonly style: Style;
  /** Whether the statement is shown. */
  readonly sql: boolean;
}

export function renderExplanation(explanation: Explanation, options: ExplanationOptions): string {
  const { style } = options;
  const { request } = explanation;
  const sections: readonly (readonly [label: string, lines: readonly string[]])[] = [
    ["Token", tokenLines(explanation, style)],
    ["Request", requestLines(explanation, options)],
    ["Storage", storageLines(explanation)],
    ["Grants", explanation.grants.map((grant) => grantLines(grant, style))],
    ["Policies", relationLines(explanation, style)],
    ["Answer", answerLines(explanation, style)],
    ["Cost", costLines(explanation)],
    ["Unknown", unknownLines(explanation, style)],
    ["Note", explanation.notes.map((note) => prose(note))],
  ];
  const { verdict } = explanation;
  const head = `${request.method} ${shortPath(request.path)}`;
  return renderPage(
    {
      title: `${visible(head)}  as ${visible(request.as)}`,
      sections,
      verdict: verdictLines(tellVerdict(verdict), {
        fine: verdict.fine,
        doubtful: verdict.kind === "unguarded",
        style,
      }),
    },
    style,
  );
}

function unknownLines({ hindrance, unknown }: Explanation, style: Style): readonly string[] {
  const first = hindrance === null ? [] : ["What the policies say"];
  return [...first, ...unknown].map((reason) => style("yellow", prose(reason)));
}

/** A long query is told in part: the request is known to the one who asks. */
function shortPath(path: string): string {
  const text = decodeSafely(path);
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function requestLines(
  { planned, role }: Explanation,
  { style, sql }: ExplanationOptions,
): readonly string[] {
  if (planned === null) return [];
  const { verb, target, columns, filters } = planned;
  const shown = columns.includes("*") || columns.length === 0 ? "" : ` (${columns.join(", ")})`;
  const where = filters.length === 0 ? ", no filter" : `, where ${filters.join(" and ")}`;
  const filtered = ["read", "update", "delete"].includes(verb) ? where : "";
  const lines = [
    prose(
      `${WORDS[verb] ?? verb} ${target ?? "the API's description"}${shown}${filtered}, as ${role}`,
    ),
  ];
  if (sql && planned.sql !== null) lines.push(style("cyan", visible(planned.sql)));
  return lines;
}

const WORDS: Readonly<Record<string, string>> = {
  read: "reads",
  insert: "inserts into",
  upsert: "inserts into or updates",
  update: "updates",
  delete: "deletes from",
  call: "calls",
  describe: "reads",
  options: "asks what may be done with",
};

function grantLines({ privilege, object, columns, held }: GrantReport, style: Style): string {
  if (held) return `${style("green", "✔")} ${visible(`${privilege} on ${object}`)}`;
  const only = columns.length === 0 ? "" : `, columns ${columns.join(", ")}`;
  return `${style("red", "✖")} ${prose(`${privilege} on ${object}${only}: missing`, LABEL + 2)}`;
}

function answerLines({ answer }: Explanation, style: Style): readonly string[] {
  if (answer === null) return [];
  const { status, rows, problem } = answer;
  if (problem === null) {
    return [`${status}${rows === null ? "" : `, ${plural(rows, "row")}`}`];
  }
  const { code, message, details, hint } = problem;
  const parts = [
    `${status}${code === "" ? "" : ` ${code}`}: ${message}`,
    details,
    hint && `hint: ${hint}`,
  ];
  return parts
    .flatMap((part) => (part ? prose(part).split("\n") : []))
    .map((line) => style("red", line));
}

function costLines({ cost }: Explanation): readonly string[] {
  if (cost === null) return [];
  const { planningMs, executionMs, pages, scans } = cost;
  return [
    `${executionMs.toFixed(2)} ms, and ${planningMs.toFixed(2)} ms to plan; ${plural(pages, "page")} of 8 kB`,
    ...scans.slice(0, 8).map(({ what, loops, kept, removed }) => {
      const times = loops === 1 ? "" : `, ${loops} times`;
      return prose(`${what}${times}: ${plural(kept + removed, "row")} looked at, ${kept} kept`);
    }),
  ];
}
