// What a person is told of a verdict.

export interface Told {
  readonly sentence: string;
  /** What to do next. */
  readonly next: string | null;
  /** Statements that would mend it. */
  readonly fix: string | null;
}

export const NO_MORE = { next: null, fix: null } as const;
