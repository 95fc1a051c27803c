// What an audit rule is, and what it finds. A finding is data: how it is shown is the business of output/.
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import type { PerRowMeasure } from "./measure/per-row.ts";
import type { ProjectFacts } from "./project-facts.ts";

/** `error`: rows can be seen or changed by the wrong people, or will be. `warning`: wrong or slow. `info`: worth a look. */
export type Level = "error" | "warning" | "info";

export const LEVELS: readonly Level[] = ["error", "warning", "info"];

export interface FoundObject {
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly view?: string | undefined;
  readonly function?: string | undefined;
  readonly policy?: string | undefined;
  readonly column?: string | undefined;
  readonly role?: string | undefined;
  readonly template?: string | undefined;
  /** Relative to the project's folder. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** One thing that a rule found. */
export interface Found {
  readonly object: FoundObject;
  /** What was found, naming the thing. Never a key, a token or a row's value. */
  readonly message: string;
  /** Statements that mend it, or null where a person has to decide. */
  readonly fix?: string | null;
  /** Where it differs from the rule's own. */
  readonly level?: Level;
}

export interface Rule {
  readonly id: string;
  readonly level: Level;
  /** What it looks for, as a heading. */
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly help: string;
  check(subject: AuditSubject): Iterable<Found>;
}

export interface Finding extends Found {
  /** The rule's id. */
  readonly id: string;
  readonly level: Level;
  readonly why: string;
  readonly fix: string | null;
  /** The rule's page, relative to the documentation. */
  readonly docs: string;
}

/** All that rules may look at. */
export interface AuditSubject extends DatabaseAnalysis, PerRowMeasure {
  readonly project: ProjectFacts;
}
