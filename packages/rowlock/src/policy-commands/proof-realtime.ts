// The realtime of a proof's copy: the project's own tokens, policies and log, without sockets.
import { randomUUID } from "node:crypto";
import type { ApiKeys } from "../gateway/api-key-table.ts";
import type { ChannelAnswer, ProofRealtime, RealtimeCaller, Subscribed } from "../policy/ports.ts";
import type { ChangeFeed } from "../realtime/ports.ts";
import { Refusal } from "../realtime/refusal.ts";
import { createTokenCheck } from "../realtime/rights/token-check.ts";
import {
  createTopicRights,
  type TopicCaller,
  type TopicRights,
} from "../realtime/rights/topic-rights.ts";
import { type OpenFeedOptions, openFeed } from "../stack/realtime/open-feed.ts";
import { bearing, type RealtimeWays } from "../stack/realtime/open-realtime.ts";
import type { JsonObject, JsonValue, VerifiedToken } from "../tokens/verified-token.ts";

export interface ProofRealtimeOptions {
  readonly ways: RealtimeWays;
  readonly urls: OpenFeedOptions["urls"];
  readonly apiKeys: () => ApiKeys;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The log is opened by whoever subscribes first. */
export function openProofRealtime(options: ProofRealtimeOptions): ProofRealtime {
  const { ways, urls, apiKeys, now } = options;
  const authenticate = (text: string) => ways.authenticate(bearing(text));
  const check = createTokenCheck({ authenticate, now });
  let feed: ChangeFeed | undefined;

  async function verified(caller: RealtimeCaller): Promise<VerifiedToken> {
    if ("token" in caller) return (await check(caller.token)).token;
    const { anonKey, serviceRoleKey } = apiKeys();
    return authenticate(caller.key === "anon" ? anonKey : serviceRoleKey);
  }

  async function ask(
    caller: RealtimeCaller,
    topic: string,
    question: (rights: TopicRights, asked: TopicCaller) => Promise<boolean>,
  ): Promise<ChannelAnswer> {
    let failure: string | undefined;
    const rights = createTopicRights({
      ...ways,
      newId: randomUUID,
      onPolicyError: (code) => {
        failure = code;
      },
    });
    try {
      const token = await verified(caller);
      const isAllowed = await question(rights, { token, topic, headers: "{}" });
      if (failure !== undefined) return { answer: "failed", reason: `a policy fails (${failure})` };
      return { answer: isAllowed ? "yes" : "no" };
    } catch (error) {
      return { answer: "refused", ...refusedBy(error) };
    }
  }

  return {
    async subscribe(caller, onChange): Promise<Subscribed> {
      let hearer: VerifiedToken;
      try {
        hearer = await verified(caller);
      } catch (error) {
        return { subscribed: false, ...refusedBy(error) };
      }
      // What could not be judged was told to nobody, and is missed by whoever waits for it.
      feed ??= openFeed({ urls, isOwn: false, onError: () => {} });
      const opened = feed;
      return new Promise((resolve) => {
        opened.subscribe({
          bindings: [{ id: 1, event: "*", schema: "*", table: "*" }],
          hearer,
          subscriber: {
            deliver({ data }) {
              const { schema, table, record = {}, errors = null } = JSON.parse(data) as Told;
              onChange({ schema, name: table, record, errors });
            },
            status: (status, reason) =>
              resolve(
                status === "ok"
                  ? { subscribed: true }
                  : { subscribed: false, by: "service", reason },
              ),
          },
        });
      });
    },
    async unsubscribe() {
      const left = feed;
      feed = undefined;
      await left?.close();
    },
    hear: (caller, topic) =>
      ask(caller, topic, async (rights, asked) => {
        const heard = await rights.mayHear(asked, ["broadcast", "presence"]);
        return heard.size > 0;
      }),
    speak: (caller, topic) =>
      ask(
        caller,
        topic,
        async (rights, asked) =>
          (await rights.maySpeak(asked, "broadcast")) || (await rights.maySpeak(asked, "presence")),
      ),
  };
}

interface Told {
  readonly schema: string;
  readonly table: string;
  readonly record?: JsonObject;
  readonly errors?: JsonValue;
}

function refusedBy(error: unknown): { readonly by: "token" | "service"; readonly reason: string } {
  if (!(error instanceof Refusal)) throw error;
  return { by: error.isPassing ? "service" : "token", reason: error.reason };
}
