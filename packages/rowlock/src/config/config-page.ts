// docs/rowlock-toml.md, made of the schema itself, so that it names every key there is and no other.
import * as z from "zod";
import { rowlockConfigSchema } from "./rowlock-config.ts";

interface Node {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly description?: string;
}

const INTRODUCTION = `# rowlock.toml

Every key of \`rowlock.toml\`, made from the schema that reads it. What is declared here is applied at each start and lies over what Studio or the Backend API stored; a key that is left out stays as it is there. Texts may be [\`env(NAME)\`](config.md#values-from-the-environment).
`;

export function renderConfigPage(): string {
  const schema = z.toJSONSchema(rowlockConfigSchema, {
    io: "input",
    unrepresentable: "any",
  }) as Node;
  const tables = tablesOf(schema, { name: "", list: false });
  return `${INTRODUCTION}\n${tables.join("\n")}`;
}

interface Place {
  /** Such as `clerk.users`. */
  readonly name: string;
  /** The table may come several times. */
  readonly list: boolean;
}

function tablesOf(node: Node, place: Place): readonly string[] {
  const entries = Object.entries(node.properties ?? {});
  const rows = entries
    .filter(([, child]) => tableOf(child) === undefined)
    .map(([key, child]) => rowOf(key, { child, required: node.required?.includes(key) ?? false }));
  const own =
    rows.length === 0
      ? []
      : [`## ${place.list ? `[[${place.name}]]` : `[${place.name}]`}\n\n${renderTable(rows)}\n`];
  const below = entries.flatMap(([key, child]) => {
    const table = tableOf(child);
    const name = place.name === "" ? key : `${place.name}.${key}`;
    return table === undefined ? [] : tablesOf(table.node, { name, list: table.list });
  });
  return [...own, ...below];
}

/** The table that a key opens; undefined for a plain value. */
function tableOf(child: Node): { readonly node: Node; readonly list: boolean } | undefined {
  if (child.properties !== undefined) return { node: child, list: false };
  if (child.items?.properties !== undefined) return { node: child.items, list: true };
  return undefined;
}

/** Key, value, default, and what it is for. */
type Row = readonly [string, string, string, string];

function rowOf(
  key: string,
  { child, required }: { readonly child: Node; readonly required: boolean },
): Row {
  const initial = child.default === undefined ? "" : `\`${JSON.stringify(child.default)}\``;
  const standsFor = required ? "must be given" : initial;
  return [`\`${key}\``, wordsOf(child), standsFor, child.description ?? ""];
}

/** The last column stands only where it says something. */
function renderTable(rows: readonly Row[]): string {
  const width = rows.some(([, , , what]) => what !== "") ? 4 : 3;
  const lines = [["key", "value", "default", "what it is for"], Array(4).fill("---"), ...rows];
  return lines.map((line) => `| ${line.slice(0, width).join(" | ")} |`).join("\n");
}

function wordsOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (node.anyOf !== undefined) return node.anyOf.map(wordsOf).join(" or ");
  if (node.items !== undefined) return `list of ${wordsOf(node.items)}`;
  if (node.format === "email") return "email address";
  if (node.format === "uri") return "address";
  if (node.type === "integer") {
    const { minimum, maximum } = node;
    const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
    return bounded ? `number, ${minimum} to ${maximum}` : "number";
  }
  if (node.type === "boolean") return "true or false";
  return node.type === "object" ? "table of any values" : String(node.type ?? "any value");
}
