// What a verdict is found from: the explanation so far, and the catalog for naming what would mend it.
import type { SecurityModel } from "../../../catalog/security/security-model.ts";
import type { Explanation } from "../explanation.ts";

export type Judged = Omit<Explanation, "verdict">;

export interface VerdictContext {
  readonly model?: SecurityModel;
  readonly exposedSchemas?: readonly string[];
}
