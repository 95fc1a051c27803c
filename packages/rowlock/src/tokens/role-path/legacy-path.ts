// The role paths of PostgREST 14 and before, which 16 still takes: `.a."b c"[0]` and one filter at the end, such as
// `.roles[?(@ == "author")]`.

import { createTextScanner, type TextScanner } from "../text-scanner.ts";
import type { JsonValue } from "../verified-token.ts";

type Step =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "filter"; readonly matches: (text: string) => boolean };

const KEY = /[\p{L}\p{N}_$@]+/uy;
const QUOTED = /"([^"]*)"/y;
const INDEX = /\[(\d+)\]/y;

/** Parses an older path. @throws TextSyntaxError */
export function parseLegacyPath(text: string): (claims: JsonValue) => JsonValue | undefined {
  const scanner = createTextScanner(text);
  const steps: Step[] = [];
  do {
    steps.push(parseStep(scanner));
  } while (!scanner.atEnd);
  return (claims) =>
    steps.reduce<JsonValue | undefined>(
      (value, step) => (value === undefined ? undefined : take(step, value)),
      claims,
    );
}

function parseStep(scanner: TextScanner): Step {
  if (scanner.accept(".")) {
    const key = scanner.match(KEY)?.[0] ?? scanner.match(QUOTED)?.[1];
    if (key === undefined) throw scanner.error('a name or a "quoted name"');
    return { kind: "key", key };
  }
  if (scanner.accept("[?(")) return parseFilter(scanner);
  const index = scanner.match(INDEX)?.[1];
  if (index === undefined) throw scanner.error(".name, [0] or [?(@ ...)]");
  return { kind: "index", index: Number(index) };
}

function parseFilter(scanner: TextScanner): Step {
  scanner.expect("@");
  scanner.skipSpace();
  const operator = ["==^", "==", "!=", "^==", "*=="].find((name) => scanner.accept(name));
  scanner.skipSpace();
  const wanted = scanner.match(QUOTED)?.[1];
  if (operator === undefined || wanted === undefined) {
    throw scanner.error('one of ==, !=, ^==, ==^ and *== with a "quoted text"');
  }
  scanner.expect(")]");
  if (!scanner.atEnd) throw scanner.error("the end, because a filter comes last");
  return { kind: "filter", matches: matcher(operator, wanted) };
}

function matcher(operator: string, wanted: string): (text: string) => boolean {
  switch (operator) {
    case "==":
      return (text) => text === wanted;
    case "!=":
      return (text) => text !== wanted;
    case "^==":
      return (text) => text.startsWith(wanted);
    case "==^":
      return (text) => text.endsWith(wanted);
    default:
      return (text) => text.includes(wanted);
  }
}

function take(step: Step, value: JsonValue): JsonValue | undefined {
  if (step.kind === "key") {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && Object.hasOwn(value, step.key)
      ? (value as Readonly<Record<string, JsonValue>>)[step.key]
      : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const items = value as readonly JsonValue[];
  if (step.kind === "index") return items[step.index];
  return items.find((item) => typeof item === "string" && step.matches(item));
}
