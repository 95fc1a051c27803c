// The one place where a verdict on listening becomes sentences.
import { compile, sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { strangerAdvice } from "../tell/stranger.ts";
import { tellVerdict } from "../tell/tell-verdict.ts";
import { NO_MORE, type Told } from "../tell/told.ts";
import type { Stranger } from "../verdict/verdict.ts";
import type { ListenExplanation } from "./listening.ts";

/** realtime-js joins before it has asked for a token, and keeps that. */
const AWAIT_AUTH =
  "Nobody was signed in when the channel was joined: call await supabase.realtime.setAuth() before the first subscribe()";

export function tellListening({ verdict, reading, listening }: ListenExplanation): Told {
  switch (verdict.kind) {
    case "hears":
      return verdict.all
        ? {
            sentence: "Every change is told to every subscriber: row level security is off",
            next: "Switch it on and write policies: rowlock protect --realtime does both",
            fix: null,
          }
        : {
            sentence: "Changes of the rows that the policies show are told",
            next: "A subscriber who hears nothing may have joined before the token was there: await supabase.realtime.setAuth() first",
            fix: null,
          };
    case "hears-keys":
      return {
        sentence: `Every delete is told to every subscriber, by ${verdict.columns.join(", ")}`,
        next: null,
        fix: null,
      };
    case "may-join":
      return tellJoin(verdict);
    case "token-refused":
      return {
        sentence: `The token is refused, and the channel with it: ${verdict.problem.message}`,
        next: verdict.problem.hint,
        fix: null,
      };
    case "no-such-table":
      return {
        sentence: `There is no table ${verdict.relation}`,
        next: "Name it as schema.table where it is not in public",
        fix: null,
      };
    case "log-unreadable":
      return {
        sentence: `The database writes its log with wal_level = ${verdict.walLevel}, and changes are read from it with logical alone`,
        next: "Set wal_level = logical on the server and restart it",
        fix: null,
      };
    case "not-published":
      return {
        sentence: `${verdict.relation} is not in the publication supabase_realtime`,
        next: "rowlock protect --realtime adds it, with policies and the rest",
        fix: publish(listening),
      };
    case "no-key":
      return {
        sentence: `${verdict.relation} has no primary key: of its changes subscribers hear an error alone`,
        next: "Give it one",
        fix: null,
      };
    case "grant-missing":
      return {
        sentence: `${verdict.role} may not read ${verdict.columns.join(", ")} of ${verdict.relation}, so its changes are told without a row`,
        next: stranger(verdict.stranger) ?? "Grant SELECT; the policies then decide which rows",
        fix: verdict.stranger === null ? grant(listening, verdict.role) : null,
      };
    case "filter-refused":
      return {
        sentence: verdict.exists
          ? `The filter asks for ${verdict.column}, which the role may not read`
          : `The filter asks for ${verdict.column}, and there is no such column`,
        next: "Filter by a column that may be read: the subscription is refused",
        fix: null,
      };
    case "filter-unreadable":
      return {
        sentence: "The filter can't be read",
        next: "Write it as column=operator.value, such as id=eq.1",
        fix: null,
      };
    case "no-policy":
      return {
        sentence: `No policy of ${verdict.relation} shows ${verdict.role} any row, so nothing is told`,
        next: stranger(verdict.stranger) ?? "Write a SELECT policy (rowlock protect)",
        fix: null,
      };
    case "not-shown": {
      const told = reading === null ? NO_MORE : tellVerdict(reading.verdict);
      const why = "sentence" in told ? `: ${told.sentence}` : "";
      return {
        sentence: `Who can't read a row hears nothing of it${why}`,
        next: stranger(verdict.stranger) ?? told.next,
        fix: told.fix,
      };
    }
    case "no-channels":
      return {
        sentence: "This database has no table realtime.messages, so it has no private channels",
        next: "Channels without private: true need none",
        fix: null,
      };
    case "may-not-hear":
      return tellRefusedJoin(verdict);
  }
}

type VerdictOf<Kind> = Extract<ListenExplanation["verdict"], { readonly kind: Kind }>;

function tellJoin({ topic, hears, speaks }: VerdictOf<"may-join">): Told {
  const sends = speaks.length > 0 ? `to send ${speaks.join(" and ")}` : "and not to send";
  return {
    sentence: `The private channel ${topic} may be joined: to hear ${hears.join(" and ")}, ${sends}`,
    next:
      speaks.length > 0
        ? null
        : "What is sent is dropped without a word, as on hosted: an INSERT policy of realtime.messages lets it through",
    fix: null,
  };
}

function tellRefusedJoin(verdict: VerdictOf<"may-not-hear">): Told {
  const { topic, role, failures } = verdict;
  return {
    sentence:
      failures.length > 0
        ? `A policy of realtime.messages fails (${failures.join(", ")}), which counts as no: ${topic} can't be joined`
        : `No policy of realtime.messages lets ${role} hear ${topic}, so the join is refused`,
    next:
      stranger(verdict.stranger) ??
      "Write a SELECT policy that compares (select realtime.topic()) with what the caller may hear",
    fix: null,
  };
}

function stranger(who: Stranger | null): string | null {
  if (who === null) return null;
  return who === "no-token" ? AWAIT_AUTH : strangerAdvice(who);
}

function publish(listening: ListenExplanation["listening"]): string | null {
  if (listening.kind !== "changes") return null;
  const table = readableName(listening.schema, listening.table);
  return `${compile(sql`alter publication supabase_realtime add table ${table}`).text};`;
}

function grant(listening: ListenExplanation["listening"], role: string): string | null {
  if (listening.kind !== "changes") return null;
  const table = readableName(listening.schema, listening.table);
  return `${compile(sql`grant select on ${table} to ${readableName(role)}`).text};`;
}
