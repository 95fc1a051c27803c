// A value of a column's type that is seen nowhere else, so that it tells in any answer whose row it came from.
// Pure: the same ordinal gives the same value.
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import type { JsonValue } from "../../../tokens/verified-token.ts";

/** Beyond what sequences of a fresh database give. */
const FIRST_NUMBER = 7_000_000;

export interface ValueRequest {
  readonly column: Pick<ColumnFacts, "baseType" | "typeKind" | "labels">;
  /** Unique to the row and the column. */
  readonly ordinal: number;
  /** Which of the two kinds of row it is: booleans, enums and dates differ between them. */
  readonly variant: 0 | 1;
}

/** JSON that PostgreSQL reads as the type, or undefined for a type that is not known here. */
export function valueFor({ column, ordinal, variant }: ValueRequest): JsonValue | undefined {
  if (column.typeKind === "enum") {
    return (variant === 0 ? column.labels[0] : column.labels.at(-1)) ?? undefined;
  }
  const array = /^(?<element>.+)\[\]$/.exec(column.baseType)?.groups?.element;
  if (array !== undefined) {
    const element = valueFor({ column: { ...column, baseType: array }, ordinal, variant });
    // Of a type that is not known here an array can still be empty.
    return element === undefined ? [] : [element];
  }
  // All of its fields NULL.
  if (column.typeKind === "composite") return {};
  return scalar(column.baseType, { ordinal, variant });
}

function scalar(
  type: string,
  { ordinal, variant }: Omit<ValueRequest, "column">,
): JsonValue | undefined {
  const [, base = type, size] =
    /^([a-z ]+?)(?:\(([\d,]+)\))?(?: (?:with|without) time zone)?$/.exec(type) ?? [];
  const number = FIRST_NUMBER + ordinal;
  switch (base) {
    case "text":
    case "citext":
    case "extensions.citext":
    case "public.citext":
    case "name":
      return marker(ordinal);
    case "character varying":
    case "character":
      return fitting(ordinal, Number(size ?? 64));
    case "uuid":
      return uuid(ordinal);
    case "smallint":
      return 1_000 + (ordinal % 30_000);
    case "integer":
    case "bigint":
    case "oid":
      return number;
    case "numeric":
      return fittingNumber(number, size);
    case "real":
      return number % 100_000;
    case "double precision":
      return number + 0.5;
    case "money":
      return `${number % 100_000}.00`;
    case "boolean":
      return variant === 1;
    case "json":
    case "jsonb":
      return { rowlock: marker(ordinal) };
    case "bytea":
      return `\\x${ordinal.toString(16).padStart(8, "0")}`;
    case "inet":
    case "cidr":
      return `10.${(ordinal >> 16) & 255}.${(ordinal >> 8) & 255}.${ordinal & 255}`;
    case "macaddr":
      return `02:00:00:${pair(ordinal >> 16)}:${pair(ordinal >> 8)}:${pair(ordinal)}`;
    case "macaddr8":
      return `02:00:00:00:00:${pair(ordinal >> 16)}:${pair(ordinal >> 8)}:${pair(ordinal)}`;
    case "tsvector":
    case "tsquery":
      return marker(ordinal);
    case "jsonpath":
      return `$.${marker(ordinal)}`;
    case "pg_lsn":
      return `0/${ordinal.toString(16)}`;
    case '"char"':
      return "r";
    case "regclass":
      return "pg_catalog.pg_namespace";
    case "interval":
      return `${number} seconds`;
    case "xml":
      return `<row>${marker(ordinal)}</row>`;
    case "bit":
      return "0".repeat(Number(size ?? 1));
    case "bit varying":
      return ordinal.toString(2);
    default:
      return moment(base, { ordinal, variant }) ?? range(base, ordinal) ?? shape(base, ordinal);
  }
}

function shape(type: string, ordinal: number): JsonValue | undefined {
  const shapes: Readonly<Record<string, string>> = {
    point: `(${ordinal},1)`,
    line: `{1,${ordinal},0}`,
    lseg: `[(${ordinal},0),(0,1)]`,
    box: `(${ordinal},1),(0,0)`,
    path: `[(${ordinal},0),(0,1)]`,
    polygon: `((${ordinal},0),(0,1),(1,1))`,
    circle: `<(${ordinal},1),1>`,
  };
  return shapes[type];
}

/** A word that no schema holds by chance. */
export function marker(ordinal: number): string {
  return `rowlock${ordinal.toString(36)}z`;
}

function fitting(ordinal: number, size: number): string {
  const whole = marker(ordinal);
  if (whole.length <= size) return whole;
  return ordinal.toString(36).padStart(size, "a").slice(-size);
}

function fittingNumber(number: number, size: string | undefined): JsonValue {
  if (size === undefined) return number;
  const [precision = 10, scale = 0] = size.split(",").map(Number);
  const digits = precision - scale;
  return digits >= 8 ? number : number % Math.max(1, 10 ** Math.max(digits, 0));
}

function uuid(ordinal: number): string {
  return `5eed0000-0000-4000-8000-${ordinal.toString(16).padStart(12, "0")}`;
}

function pair(byte: number): string {
  return (byte & 255).toString(16).padStart(2, "0");
}

const DAY_MS = 86_400_000;

/** Far ahead for the first kind of row, long past for the second. */
function moment(
  type: string,
  { ordinal, variant }: Omit<ValueRequest, "column">,
): JsonValue | undefined {
  const start = Date.UTC(variant === 0 ? 2090 : 1990, 0, 1);
  const at = new Date(start + ordinal * 1_000);
  if (type === "timestamp") return at.toISOString();
  if (type === "date")
    return new Date(start + (ordinal % 3_000) * DAY_MS).toISOString().slice(0, 10);
  if (type === "time") return at.toISOString().slice(11, 19);
  return undefined;
}

function range(type: string, ordinal: number): JsonValue | undefined {
  const number = FIRST_NUMBER + ordinal;
  if (["int4range", "int8range", "numrange"].includes(type)) return `[${number},${number + 1})`;
  if (["int4multirange", "int8multirange", "nummultirange"].includes(type)) {
    return `{[${number},${number + 1})}`;
  }
  const day = (offset: number) =>
    new Date(Date.UTC(2090, 0, 1) + ((ordinal % 3_000) + offset) * DAY_MS)
      .toISOString()
      .slice(0, 10);
  if (["daterange", "tsrange", "tstzrange"].includes(type)) return `[${day(0)},${day(1)})`;
  return undefined;
}
