// Values for a function's arguments in a person's name: what the body compares the argument with or writes it into, the
// person's ids, keys of their rows, and what else the type takes. The likeliest first.
import { isTable } from "../../../catalog/parts/relations.ts";
import type { Parameter, RoutineFacts } from "../../../catalog/parts/routines.ts";
import type { JsonValue } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import { withoutComments } from "../../expression/routine-body.ts";
import type { Person } from "../cast.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import { emailOf } from "../rows/make-accounts.ts";
import { valueFor } from "../rows/value-for.ts";
import type { AttemptContext } from "./attempt.ts";

export interface ArgumentRequest {
  readonly routine: RoutineFacts;
  readonly person: Person;
  /** Whether the caller knows what stands in a row's secret columns: a token in an invitation, a secret in a link. */
  readonly knowsSecretsOf: (row: MadeRow) => boolean;
  readonly context: AttemptContext;
}

/** How many values an argument is tried with at most. */
export const MAX_VALUES = 3;

/** None: a type that no value is known of. */
export function argumentValues(
  { name, type }: Parameter,
  request: ArgumentRequest,
): readonly JsonValue[] {
  const element = type.endsWith("[]") ? type.slice(0, -2) : type;
  const values = [
    ...comparedValues(name, element, request),
    ...ownIds(name, element, request.person, request.context),
    ...keysLike(name, element, request),
    ...plainValues(name, element),
  ];
  const distinct = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
  const chosen = distinct.slice(0, MAX_VALUES);
  return element === type ? chosen : chosen.map((value) => [value]);
}

/** Columns whose values are sent to those who may use them, and are known to nobody else. */
const SECRET = /token|secret|password|(^|_)(hash|otp|code)$/i;

function isText(type: string): boolean {
  return type === "text" || type === "name" || type.startsWith("character varying");
}

/** The columns that the body compares the argument with, or that it writes it into. */
function comparedValues(
  name: string,
  type: string,
  { routine, person, context, knowsSecretsOf }: ArgumentRequest,
): readonly JsonValue[] {
  if (name === "") return [];
  const text = withoutComments(routine.source);
  const columns = [...comparedColumns(text, name), ...writtenColumns(text, name)];
  const named = tablesNamed(text, context);
  return columns.flatMap((column) =>
    named.flatMap((table) => {
      const facts = table.columns.find((one) => one.name === column);
      if (facts === undefined || !isAlike(facts.baseType, type)) return [];
      const rows = SECRET.test(column)
        ? context.made.of(table).filter(knowsSecretsOf)
        : context.made.of(table);
      const row =
        rows.find((one) => one.person === person) ??
        rows.find((one) => one.world.id === person.world);
      const value = row?.stored[column];
      return value === undefined || value === null ? [] : [value];
    }),
  );
}

function isAlike(column: string, type: string): boolean {
  return (
    column === type || (isText(column) && isText(type)) || (isNumber(column) && isNumber(type))
  );
}

function isNumber(type: string): boolean {
  return /^(smallint|integer|bigint|numeric)/.test(type);
}

function tablesNamed(text: string, { database }: AttemptContext): readonly AnalysedRelation[] {
  const words = new Set(text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu));
  return database.relations.filter(
    ({ kind, name }) => isTable({ kind }) && words.has(name.toLowerCase()),
  );
}

function comparedColumns(text: string, name: string): readonly string[] {
  const argument = `(?:[\\w"]+\\.)?"?${escaped(name)}"?`;
  const column = `(?:[\\w"]+\\.)*"?(\\w+)"?`;
  const patterns = [
    new RegExp(`${column}\\s*=\\s*(?:any\\s*\\(\\s*)?${argument}\\b`, "gi"),
    new RegExp(`\\b${argument}\\s*=\\s*${column}`, "gi"),
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []),
  );
}

/** By the place in `insert into t (columns) values (values)`. */
function writtenColumns(text: string, name: string): readonly string[] {
  const inserts = /insert\s+into\s+[\w."]+\s*\(([^)]*)\)\s*(?:values\s*\(|select\s)([^;]*)/gi;
  return [...text.matchAll(inserts)].flatMap(([, columns = "", values = ""]) => {
    const names = columns.split(",").map((one) => one.trim().replaceAll('"', ""));
    const given = values.split(",").map((one) => one.trim().replaceAll(/[)\s;].*$/gs, ""));
    const place = given.findIndex((one) => one.split(".").at(-1) === name);
    return place === -1 ? [] : (names[place] ?? []);
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function ownIds(
  name: string,
  type: string,
  { userId, organization }: Person,
  { planner }: AttemptContext,
): readonly string[] {
  const fits = isText(type) || (type === "uuid" && planner.cast.ids === "uuid");
  if (!fits) return [];
  if (/org|tenant|company/i.test(name)) return [organization?.id ?? userId, userId];
  // A text may be anything; a uuid is likely somebody's.
  const isNamed = /user|owner|sub|author|clerk|member|who|profile|account|person|uid/i.test(name);
  return isNamed || type === "uuid" ? [userId] : [];
}

/** A key of the person's row, in the table that the argument's name or the function's body names. */
function keysLike(
  word: string,
  type: string,
  { routine, person, context }: ArgumentRequest,
): readonly JsonValue[] {
  const bare = word
    .toLowerCase()
    .replace(/^_|^(p|in|arg|target)_/, "")
    .replace(/_?id$/, "");
  const named = context.database.relations.filter(
    ({ name }) => bare !== "" && (name === bare || name === `${bare}s` || name === `${bare}es`),
  );
  const tables = [...named, ...tablesNamed(withoutComments(routine.source), context)];
  return tables.flatMap((table) => {
    const row = context.made.of(table).find((one) => one.world.id === person.world);
    return Object.entries(row?.key ?? {}).flatMap(([column, value]) =>
      table.columns.some((one) => one.name === column && isAlike(one.baseType, type))
        ? [value]
        : [],
    );
  });
}

/** What the type takes, whoever asks. */
function plainValues(name: string, type: string): readonly JsonValue[] {
  if (isText(type)) {
    return /mail/i.test(name) ? [emailOf({ name: "bystander" }), "%"] : ["%"];
  }
  const column = {
    name,
    baseType: type,
    typeKind: "base",
    labels: [],
  } as const;
  const value = valueFor({ column, ordinal: 1, variant: 0 });
  return value === undefined ? [] : [value];
}
