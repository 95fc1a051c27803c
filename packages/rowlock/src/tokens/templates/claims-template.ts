// Claims with shortcodes, parsed once and rendered for each token: the language that JWT templates and custom session
// tokens share. Nothing here signs, and nothing here knows which claims are reserved for whom.
import { TextSyntaxError } from "../text-scanner.ts";
import type { JsonObject, JsonValue } from "../verified-token.ts";
import { type Expression, parseText, readStep, type TextPart } from "./expression.ts";
import { findShortcode } from "./shortcodes.ts";
import { TemplateError } from "./template-error.ts";

/** What shortcodes read from: `user`, `org`, `org_membership` and `session`, with the names of `SHORTCODES`. */
export interface TemplateSubject {
  readonly user: JsonObject;
  readonly org?: JsonObject | undefined;
  readonly org_membership?: JsonObject | undefined;
  readonly session?: JsonObject | undefined;
}

type Node =
  | { readonly kind: "static"; readonly value: JsonValue }
  | { readonly kind: "value"; readonly expression: Expression }
  | { readonly kind: "text"; readonly parts: readonly TextPart[] }
  | { readonly kind: "array"; readonly items: readonly Node[] }
  | { readonly kind: "object"; readonly fields: readonly (readonly [string, Node])[] };

/** A shortcode that is written correctly but that nothing fills: it renders null, as with Clerk. */
interface UnknownShortcode {
  readonly path: string;
  readonly shortcode: string;
}

export interface ClaimsTemplate {
  /** The claims as they were written. */
  readonly source: JsonObject;
  /** For the editor to point at; not an error. */
  readonly unknownShortcodes: readonly UnknownShortcode[];
  readonly fields: readonly (readonly [string, Node])[];
}

const MAX_DEPTH = 32;

export interface ParseClaimsOptions {
  /** Claim names that the minter sets and a template may not. */
  readonly reserved: readonly string[];
}

/** Parses claims. @throws TemplateError naming the claim and the shortcode */
export function parseClaims(source: JsonObject, { reserved }: ParseClaimsOptions): ClaimsTemplate {
  const unknownShortcodes: UnknownShortcode[] = [];
  const fields = Object.entries(source).map(([name, value]) => {
    if (reserved.includes(name)) {
      throw new TemplateError("TEMPLATE_RESERVED_CLAIM", {
        message: `You can't use the reserved claim: '${name}'`,
        hint: "It is set in every token and can't be overridden; take the line out",
        field: "claims",
        path: name,
      });
    }
    return [name, parseNode(value, { path: name, depth: 1, unknownShortcodes })] as const;
  });
  return Object.freeze({ source, unknownShortcodes, fields });
}

interface ParseState {
  readonly path: string;
  readonly depth: number;
  readonly unknownShortcodes: UnknownShortcode[];
}

function parseNode(value: JsonValue, state: ParseState): Node {
  if (state.depth > MAX_DEPTH) {
    throw new TemplateError("TEMPLATE_SYNTAX", {
      message: `Claims are nested more than ${MAX_DEPTH} deep`,
      field: "claims",
      path: state.path,
    });
  }
  if (typeof value === "string") return parseString(value, state);
  if (typeof value !== "object" || value === null) return { kind: "static", value };
  const depth = state.depth + 1;
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item, index) =>
      parseNode(item, { ...state, depth, path: `${state.path}[${index}]` }),
    );
    return { kind: "array", items };
  }
  const fields = Object.entries(value as JsonObject).map(
    ([name, child]) =>
      [name, parseNode(child, { ...state, depth, path: `${state.path}.${name}` })] as const,
  );
  return { kind: "object", fields };
}

function parseString(text: string, { path, unknownShortcodes }: ParseState): Node {
  const parts = partsOf(text, path);
  for (const part of parts) {
    if (typeof part === "string") continue;
    for (const operand of part.operands) {
      if (operand.kind === "path" && findShortcode(operand.path) === undefined) {
        unknownShortcodes.push({ path, shortcode: operand.text });
      }
    }
  }
  const [first] = parts;
  if (parts.length > 1) return { kind: "text", parts };
  return typeof first === "object"
    ? { kind: "value", expression: first }
    : { kind: "static", value: text };
}

function partsOf(text: string, path: string): readonly TextPart[] {
  try {
    return parseText(text);
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    const { offset, expected } = error;
    const before = text.slice(0, offset).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    const shortcode = shortcodeAround(text, offset);
    throw new TemplateError("TEMPLATE_SYNTAX", {
      message: `In the claim ${path}, line ${before.length}, column ${column}: expected ${expected} in ${shortcode}`,
      hint: "Write {{user.first_name}}, or {{user.first_name || 'friend'}} with something to fall back on",
      field: "claims",
      path,
      shortcode,
    });
  }
}

function shortcodeAround(text: string, offset: number): string {
  const open = Math.max(0, text.lastIndexOf("{{", offset));
  const close = text.indexOf("}}", offset);
  return text.slice(open, close === -1 ? undefined : close + 2);
}

/** Fills the shortcodes in. A lone shortcode keeps its type; inside a longer text it becomes text. */
export function renderClaims(template: ClaimsTemplate, subject: TemplateSubject): JsonObject {
  return renderFields(template.fields, subject);
}

function renderFields(
  fields: readonly (readonly [string, Node])[],
  subject: TemplateSubject,
): JsonObject {
  return Object.fromEntries(fields.map(([name, node]) => [name, renderNode(node, subject)]));
}

function renderNode(node: Node, subject: TemplateSubject): JsonValue {
  switch (node.kind) {
    case "static":
      return node.value;
    case "value":
      return evaluate(node.expression, subject);
    case "text":
      return node.parts
        .map((part) => (typeof part === "string" ? part : textOf(evaluate(part, subject))))
        .join("");
    case "array":
      return node.items.map((item) => renderNode(item, subject));
    case "object":
      return renderFields(node.fields, subject);
  }
}

function evaluate(expression: Expression, subject: TemplateSubject): JsonValue {
  let value: JsonValue = null;
  for (const operand of expression.operands) {
    value = operand.kind === "literal" ? operand.value : read(operand.path, subject);
    if (value !== null && value !== false) return value;
  }
  return value;
}

function read(path: readonly (string | number)[], subject: TemplateSubject): JsonValue {
  if (findShortcode(path) === undefined) return null;
  const root = subject[path[0] as keyof TemplateSubject];
  return root === undefined ? null : path.slice(1).reduce<JsonValue>(readStep, root);
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
