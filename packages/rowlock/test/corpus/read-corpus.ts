// The corpus: schemas with one planted defect each, and sound ones, with what audit and prove are to say of them.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type PolicyConfig, policyConfigSchema } from "../../src/config/policy-config.ts";

export interface CorpusSchema {
  readonly name: string;
  readonly sql: string;
  readonly config: PolicyConfig;
  /** Whether its policies alone decide, so that weakening one can be worked out: no trigger and no list of privileged people. */
  readonly weakened: boolean;
  /** The roles that tokens can carry beside the usual ones. */
  readonly roles: readonly string[];
  /** Third parties whose tokens are accepted beside the local ones. */
  readonly issuers: readonly string[];
  /** The rules that must fire, and the verbs in which prove must see a leak. Empty for a sound schema. */
  readonly expected: { readonly audit: readonly string[]; readonly prove: readonly string[] };
  /** A statement that puts back what the schema changed in the whole server. */
  readonly afterwards: string | undefined;
  /** The objects of which prove must say that it does not know, where it sees no leak. */
  readonly unknown: readonly string[];
  /** Of a defect: objects of which prove must know, whatever is wrong beside them. */
  readonly decided: readonly string[];
}

export function readCorpus(kind: "defects" | "sound"): readonly CorpusSchema[] {
  const folder = fileURLToPath(new URL(`./${kind}/`, import.meta.url));
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => parse(file.replace(/\.sql$/, ""), readFileSync(`${folder}${file}`, "utf8")));
}

function parse(name: string, sql: string): CorpusSchema {
  const header = (key: string) => new RegExp(`^-- ${key}: (.*)$`, "m").exec(sql)?.[1];
  const expectation = header("expect") ?? "";
  const tables: unknown = JSON.parse(header("intent") ?? "{}");
  return {
    name,
    sql,
    config: policyConfigSchema.parse({ tables }),
    weakened: header("weakened") !== "no",
    roles: names(header("roles")),
    issuers: names(header("issuers")),
    afterwards: header("afterwards"),
    unknown: listed(expectation, "unknown"),
    decided: listed(expectation, "decided"),
    expected: { audit: listed(expectation, "audit"), prove: listed(expectation, "prove") },
  };
}

function names(text = ""): readonly string[] {
  return text.split(",").flatMap((one) => one.trim() || []);
}

/** `audit rule, rule; prove verb, verb; unknown object; decided object` */
function listed(expectation: string, tool: string): readonly string[] {
  const part = expectation
    .split(";")
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${tool} `));
  return part === undefined
    ? []
    : part
        .slice(tool.length + 1)
        .split(",")
        .map((one) => one.trim());
}
