// What a token is and how it fared, check by check. The claims are shown: they decide what policies see.

import type { TokenCheck } from "../../../tokens/verify/examine-token.ts";
import type { Style } from "../../text/terminal-text.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import type { Explanation } from "../explanation.ts";

const ROOM = 70;
const NAME = 11;
const SIGNS = { passed: ["green", "✔"], failed: ["red", "✖"], skipped: ["dim", "·"] } as const;

export function tokenLines(
  { token, role }: Pick<Explanation, "token" | "role">,
  style: Style,
): readonly string[] {
  if (token === null) return [`none, so it acts as ${visible(role ?? "anon")}`];
  const { algorithm, kid, issuer, mayGive, checks, claims } = token;
  const about = [algorithm, kid === null ? null : `kid ${kid}`, issuer && `from ${issuer}`];
  const named = about.filter((one) => one !== null && one !== "").join(", ");
  const lines = named === "" ? [] : wrapText(visible(named), ROOM).split("\n");
  for (const { name, result, text } of joinTimes(checks)) {
    const [color, sign] = SIGNS[result];
    const gives =
      name === "role" && mayGive !== null ? ` (its key may give ${mayGive.join(", ")})` : "";
    const indent = " ".repeat(NAME + 2);
    const words = wrapText(visible(`${text}${gives}`), ROOM - indent.length);
    lines.push(
      `${style(color, sign)} ${style("dim", name.padEnd(NAME))}${words.replaceAll("\n", `\n${indent}`)}`,
    );
  }
  if (claims !== null) {
    lines.push(style("dim", "claims"), ...claimLines(claims));
  }
  return lines;
}

interface CheckLine {
  readonly name: string;
  readonly result: TokenCheck["result"];
  readonly text: string;
}

const TIMES = new Set<string>(["exp", "nbf", "iat"]);

/** Times that are in order share a line. */
function joinTimes(checks: readonly TokenCheck[]): readonly CheckLine[] {
  const isFine = ({ name, result }: TokenCheck) => TIMES.has(name) && result === "passed";
  const [first, ...others] = checks.filter(isFine);
  if (first === undefined || others.length !== TIMES.size - 1) return checks;
  const text = [first, ...others].map((check) => `${check.name} ${check.text}`).join(", ");
  const joined: CheckLine = { name: "times", result: "passed", text };
  return checks.flatMap((check): readonly CheckLine[] => {
    if (!isFine(check)) return [check];
    return check === first ? [joined] : [];
  });
}

/** One claim a line, each as JSON. */
function claimLines(claims: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(claims).map(([name, value]) => {
    const text = visible(`${name}: ${JSON.stringify(value)}`);
    return `  ${text.length > ROOM - 2 ? `${text.slice(0, ROOM - 3)}…` : text}`;
  });
}
