// What a verdict is found from: the explanation so far, and what names the thing that would mend it.
import type { SecurityModel } from "../../../catalog/security-model.ts";
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { GuardContext } from "../../expression/scope.ts";
import type { Explanation } from "../explanation.ts";

export type Judged = Omit<Explanation, "verdict">;

export interface KnownTemplate {
  readonly name: string;
  readonly claims: JsonObject;
}

export interface VerdictContext {
  /** Absent where the database was not looked at. */
  readonly model?: SecurityModel;
  readonly expressions?: GuardContext;
  readonly exposedSchemas?: readonly string[];
  /** The JWT templates of the project. */
  readonly templates?: readonly KnownTemplate[];
  /** The template by which the token was asked for. */
  readonly template?: string | undefined;
}
