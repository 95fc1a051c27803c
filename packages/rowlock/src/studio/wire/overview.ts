// What is set up, in the order of the guide, and the requests that apps make.

export type SetupStepId =
  | "function"
  | "table"
  | "policies"
  | "grants"
  | "template"
  | "environment"
  | "people"
  | "test";

export type SetupState = "done" | "todo" | "attention";

export interface SetupStep {
  readonly id: SetupStepId;
  readonly state: SetupState;
  /** What was found, in a sentence. */
  readonly finding: string;
}

export interface Overview {
  readonly project: {
    readonly name: string;
    readonly directory: string;
    readonly apiUrl: string;
    readonly clerkUrl: string;
  };
  readonly steps: readonly SetupStep[];
  /** The first step that is not done. */
  readonly next: SetupStepId | null;
}

/** One request of an app; never a header, a token or a query's value. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly server: "api" | "clerk";
  readonly method: string;
  /** With the names of its query's parameters, without their values. */
  readonly path: string;
  readonly role: string | null;
  readonly user: string | null;
  readonly status: number;
  readonly milliseconds: number;
}
