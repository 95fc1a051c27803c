// Who may hear and speak on a private channel: policies of realtime.messages decide, asked in one transaction each, as the
// caller, that is undone. To hear is to be shown a row of the topic, to speak is to be allowed to add one. An error in a
// policy counts as no.
// https://supabase.com/docs/guides/realtime/authorization
import type { Batch, BatchRunner } from "../../database/batch/batch.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import { Refusal } from "../refusal.ts";

/** What realtime.messages has in its column `extension`. */
export type Extension = "broadcast" | "presence";

/** Who asks about which topic. */
export interface TopicCaller {
  readonly token: VerifiedToken;
  /** Without `realtime:`. */
  readonly topic: string;
  /** The connection's headers that begin with x-, as a JSON object. */
  readonly headers: string;
}

export interface TopicRights {
  /** @throws Refusal when there is no answer */
  mayHear(caller: TopicCaller, extensions: readonly Extension[]): Promise<ReadonlySet<Extension>>;
  /** @throws Refusal when there is no answer */
  maySpeak(caller: TopicCaller, extension: Extension): Promise<boolean>;
}

export interface TopicRightsOptions {
  /** The runner whose login may become this role. */
  readonly runner: (role: string) => BatchRunner;
  /** A fresh UUID. */
  readonly newId: () => string;
  /** Told of the SQLSTATE when a policy fails. */
  readonly onPolicyError: (code: string) => void;
}

const NONE: ReadonlySet<Extension> = new Set();

export function createTopicRights(options: TopicRightsOptions): TopicRights {
  const { runner, newId, onPolicyError } = options;

  async function ask<T>(work: () => Promise<T>, no: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PostgresError)) throw refusalOf(error);
      if (error.code !== "42501") onPolicyError(error.code);
      return no;
    }
  }

  return {
    mayHear(caller, extensions) {
      const ids = `{${extensions.map(() => newId()).join(",")}}`;
      const batch: Batch = {
        ...asCaller(caller),
        asLogin: {
          text: "select _rowlock.probe_messages($1::uuid[], $2, $3::text[])",
          values: [ids, caller.topic, `{${extensions.join(",")}}`],
        },
        query: {
          text: "select extension from realtime.messages where id = any ($1::uuid[])",
          values: [ids],
        },
      };
      return ask(async () => {
        const { rows } = await runner(caller.token.role).run(batch);
        return new Set(rows.map(([extension]) => extension as Extension));
      }, NONE);
    },
    maySpeak(caller, extension) {
      const batch: Batch = {
        ...asCaller(caller),
        query: {
          text: "insert into realtime.messages (topic, extension) values ($1, $2)",
          values: [caller.topic, extension],
        },
      };
      return ask(async () => {
        await runner(caller.token.role).run(batch);
        return true;
      }, false);
    },
  };
}

/** The role and the settings that policies look at; nothing of it stays. */
function asCaller(caller: TopicCaller): Pick<Batch, "role" | "settings" | "end"> {
  return { role: caller.token.role, settings: callerSettings(caller), end: "rollback" };
}

export function callerSettings({ token, topic, headers }: TopicCaller): Batch["settings"] {
  const { sub } = token.claims;
  return [
    ["realtime.topic", topic],
    ["request.jwt.claims", token.claimsText],
    ["request.jwt.claim.role", token.role],
    ["request.jwt.claim.sub", typeof sub === "string" ? sub : ""],
    ["request.headers", headers],
  ];
}

/** The database gave no answer: the client is told to try again. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof RowlockError)) return error;
  if (error.code === "DATABASE_UNREACHABLE") return new Refusal("InitializingProjectConnection");
  return error.code === "DATABASE_BUSY" ? new Refusal("IncreaseConnectionPool") : error;
}
