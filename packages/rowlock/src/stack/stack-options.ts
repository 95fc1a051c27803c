// What a stack is started with, and what it tells.
import type { OpenedProject } from "../project/open-project.ts";
import type { RemoteJwksOptions } from "../tokens/key-ring/remote-jwks.ts";
import type { MigrateResult } from "./migrate.ts";
import type { StudioPolicy } from "./start-studio.ts";

export type StackEvent =
  | { readonly kind: "step"; readonly text: string }
  | { readonly kind: "notice"; readonly text: string }
  | ({ readonly kind: "migrated" } & MigrateResult)
  | {
      readonly kind: "message";
      readonly channel: "email" | "sms";
      readonly to: string;
      readonly subject: string;
      readonly text: string;
    }
  | { readonly kind: "problem"; readonly error: unknown };

export interface StartStackOptions {
  readonly opened: OpenedProject;
  readonly databaseUrl: string | undefined;
  /** True: a database that is not on this machine is migrated and seeded too. */
  readonly allowRemote: boolean;
  readonly studioPolicy: StudioPolicy;
  readonly onEvent: (event: StackEvent) => void;
  /** Aborted when Rowlock is told to end: a migration that runs then is cancelled. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970, for all that the stack signs and verifies. Default: the machine's clock. */
  readonly clock?: (() => number) | undefined;
  /** Asks third-party issuers for their keys. Default: the global fetch. */
  readonly fetch?: RemoteJwksOptions["fetch"] | undefined;
}
