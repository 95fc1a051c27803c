import { compile } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";

/** A relation as SQL names it, so that it may stand in a statement too. */
export function relationTitle(relation: {
  readonly schema: string;
  readonly name: string;
}): string {
  return compile(readableName(relation.schema, relation.name)).text;
}
