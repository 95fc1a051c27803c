// One step of a migration: a statement, and why it is there.
import { compile, type Sql } from "../../sql/fragment.ts";

export interface Step {
  readonly sql: Sql;
  /** A line above the statement; a step without one belongs to the step before it. */
  readonly purpose?: string | undefined;
}

/** The text of a statement in which nothing is bound. */
export function textOf(statement: Sql): string {
  return compile(statement).text;
}

/** Steps as people read them: a comment, the statement, an empty line between what does not belong together. */
export function renderSteps(steps: readonly Step[]): string {
  let text = "";
  for (const { sql, purpose } of steps) {
    if (purpose !== undefined) text += `${text === "" ? "" : "\n"}${renderComment(purpose)}`;
    text += `${textOf(sql)};\n`;
  }
  return text;
}

/** A comment of one line: a name that holds a line break can't end it. */
export function renderComment(text: string): string {
  return `-- ${text.replaceAll(/[\r\n]+/g, " ")}.\n`;
}
