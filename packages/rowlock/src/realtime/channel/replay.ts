// The newest broadcasts that realtime.messages keeps of a private topic, for whoever joins and asks for them. They are read
// as the caller, so that policies decide row by row too.
import type { BatchRunner } from "../../database/batch/batch.ts";
import { Refusal } from "../refusal.ts";
import { callerSettings, refusalOf, type TopicCaller } from "../rights/topic-rights.ts";
import { isRecord } from "./join-config.ts";

export interface ReplayRequest {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly limit: number;
}

export interface ReplayedMessage {
  readonly id: string;
  readonly event: string;
  readonly isJson: boolean;
  readonly bytes: Buffer;
}

const MOST = 25;

/** @throws Refusal */
export function readReplay(given: unknown, isPrivate: boolean): ReplayRequest | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isPrivate) {
    throw new Refusal("UnableToReplayMessages", "Replay is not allowed for public channels");
  }
  const { since, limit = MOST } = isRecord(given) ? given : {};
  if (!isCount(since) || !isCount(limit)) {
    throw new Refusal("UnableToReplayMessages", "Replay params are not valid");
  }
  return { since, limit: Math.min(limit, MOST) };
}

/** Within what a timestamp of PostgreSQL holds. */
function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 1e14;
}

const NEWEST = `
  select id::text, coalesce(event, ''), payload::text, encode(binary_payload, 'base64')
  from realtime.messages
  where topic = $1 and private and extension = 'broadcast'
    and inserted_at >= to_timestamp($2::float8 / 1000) at time zone 'utc'
  order by inserted_at desc limit $3::int`;

/** Oldest first. @throws Refusal, PostgresError */
export async function loadReplay(
  { since, limit }: ReplayRequest,
  { caller, runner }: { caller: TopicCaller; runner: (role: string) => BatchRunner },
): Promise<readonly ReplayedMessage[]> {
  const batch = {
    role: caller.token.role,
    settings: callerSettings(caller),
    readOnly: true,
    query: { text: NEWEST, values: [caller.topic, String(since), String(limit)] },
  };
  const { rows } = await runner(caller.token.role)
    .run(batch)
    .catch((error: unknown) => {
      throw refusalOf(error);
    });
  return [...rows].reverse().map(([id, event, json, binary]) => ({
    id: id ?? "",
    event: event ?? "",
    isJson: binary === null,
    bytes: Buffer.from(binary ?? json ?? "null", binary === null ? "utf8" : "base64"),
  }));
}
