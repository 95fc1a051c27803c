// The explanation of listening for a terminal of 80 columns, and for programs; the verdict last.
import type { Style } from "../../text/terminal-text.ts";
import { LABEL, prose, renderPage, verdictLines } from "../report/lines.ts";
import { tokenLines } from "../report/token-lines.ts";
import type { Told } from "../tell/told.ts";
import type { ChannelPolicyReport, ListenExplanation } from "./listening.ts";
import { tellListening } from "./tell-listening.ts";

export type ListenJson = Omit<ListenExplanation, "verdict"> & {
  readonly verdict: ListenExplanation["verdict"] & Told;
};

export function listenJson(explanation: ListenExplanation): ListenJson {
  const { verdict } = explanation;
  return { ...explanation, verdict: { ...verdict, ...tellListening(explanation) } };
}

export function renderListening(explanation: ListenExplanation, style: Style): string {
  const sections: readonly (readonly [label: string, lines: readonly string[]])[] = [
    ["Token", tokenLines(explanation, style)],
    ["Realtime", explanation.checks.map((check) => checkLine(check, style))],
    ["Policies", explanation.policies.map((policy) => policyLine(policy, style))],
  ];
  const { verdict } = explanation;
  return renderPage(
    {
      title: `${titleOf(explanation)}  as ${explanation.as}`,
      sections,
      verdict: verdictLines(tellListening(explanation), {
        fine: verdict.fine,
        doubtful: verdict.kind === "hears" && verdict.all,
        style,
      }),
    },
    style,
  );
}

function titleOf({ listening }: ListenExplanation): string {
  if (listening.kind === "channel") return `private channel ${listening.topic}`;
  const { event, schema, table, filter } = listening;
  return `changes (${event}) of ${schema}.${table}${filter === null ? "" : `, ${filter}`}`;
}

function checkLine(
  { name, holds, text }: ListenExplanation["checks"][number],
  style: Style,
): string {
  const sign = holds === null ? style("dim", "·") : holds ? style("green", "✔") : style("red", "✖");
  const words = prose(`${name.padEnd(10)} ${text}`, LABEL + 2);
  return `${sign} ${words.replaceAll("\n", `\n${" ".repeat(13)}`)}`;
}

function policyLine(policy: ChannelPolicyReport, style: Style): string {
  const { name, does, permissive, text, broadcast, presence } = policy;
  const answers = [`broadcast ${answerText(broadcast)}`, `presence ${answerText(presence)}`].join(
    ", ",
  );
  const isTrue = broadcast === true || presence === true;
  const kind = permissive ? "" : " (restrictive)";
  const head = prose(`to ${does}, "${name}"${kind}: ${answers}`, LABEL + 2);
  const sign = isTrue ? style("green", "✔") : style("red", "✖");
  const body = prose(text, LABEL + 4)
    .split("\n")
    .map((line) => `    ${line}`);
  return [`${sign} ${head.replaceAll("\n", "\n  ")}`, ...body].join("\n");
}

function answerText(answer: ChannelPolicyReport["broadcast"]): string {
  return typeof answer === "object" ? `fails (${answer.failed})` : answer ? "yes" : "no";
}
