// The form of a function while it is filled in, and the change that it stands for.
import type { ChangeInput, DatabaseFunction, Volatility } from "../../api/wire.ts";

export interface FunctionDraft {
  readonly name: string;
  readonly schema: string;
  readonly returns: string;
  readonly arguments: readonly ArgumentDraft[];
  readonly language: string;
  /** Null until chosen: then the definition suggests it. */
  readonly volatility: Volatility | null;
  readonly securityDefiner: boolean;
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly definition: string;
}

export interface ArgumentDraft {
  readonly name: string;
  readonly type: string;
  readonly default: string;
}

export const NEW_FUNCTION: FunctionDraft = {
  name: "",
  schema: "public",
  returns: "",
  arguments: [],
  language: "plpgsql",
  volatility: null,
  securityDefiner: false,
  settings: [],
  definition: "",
};

export function draftOf(made: DatabaseFunction): FunctionDraft {
  return {
    name: made.name,
    schema: made.schema,
    returns: made.returns,
    arguments: made.arguments.map((argument) => ({ ...argument, default: argument.default ?? "" })),
    language: made.language,
    volatility: made.volatility,
    securityDefiner: made.securityDefiner,
    settings: made.settings,
    definition: made.definition.replace(/^\n|\n$/g, ""),
  };
}

/** A query that reads and writes nothing is stable; anything else may be volatile, PostgreSQL's own default. */
export function suggestVolatility({ definition, language }: FunctionDraft): Volatility {
  const writes =
    /\b(insert|update|delete|merge|truncate|create|alter|drop|nextval|random|perform|call)\b/i;
  const reads = /^\s*(select|with|values|table)\b/i;
  return language === "sql" && reads.test(definition) && !writes.test(definition)
    ? "stable"
    : "volatile";
}

export function changeOf(
  draft: FunctionDraft,
  { replace }: { readonly replace: boolean },
): ChangeInput {
  return {
    kind: "save-function",
    schema: draft.schema,
    name: draft.name,
    replace,
    arguments: draft.arguments.map(({ name, type, default: value }) => ({
      name,
      type,
      default: value,
    })),
    returns: draft.returns,
    language: draft.language,
    volatility: draft.volatility ?? suggestVolatility(draft),
    securityDefiner: draft.securityDefiner,
    settings: draft.settings.filter((setting) => setting.name !== ""),
    definition: draft.definition,
  };
}

/** Names a function among others of its name, for the address of its form. */
export function functionKey({ schema, name, arguments: list }: DatabaseFunction): string {
  return `${schema}.${name}(${list.map((argument) => argument.type).join(",")})`;
}
