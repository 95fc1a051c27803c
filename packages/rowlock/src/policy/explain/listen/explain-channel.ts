// A private channel: each policy of realtime.messages is evaluated for a message of this topic, as the role and with the
// claims, in a transaction that can only read. To hear is SELECT, to speak is INSERT.
// https://supabase.com/docs/guides/realtime/authorization
import type { PolicyFacts } from "../../../catalog/parts/policies.ts";
import { readSecurityModel } from "../../../catalog/security-model.ts";
import { PostgresError } from "../../../database/postgres-error.ts";
import { compile, sql, trusted } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { VerifiedToken } from "../../../tokens/verified-token.ts";
import { appliesTo, covers } from "../../analysis/database-analysis.ts";
import { isMessages } from "../../analysis/message-policies.ts";
import type { ExplainedDatabase } from "../../ports.ts";
import { inLook } from "../look.ts";
import { asRole, type RequestRole } from "../rows/as-role.ts";
import type { Stranger } from "../verdict/verdict.ts";
import type { ChannelPolicyReport, ListenVerdict } from "./listening.ts";

export interface ChannelQuestion {
  readonly topic: string;
  readonly token: VerifiedToken;
  readonly stranger: Stranger | null;
}

export interface ChannelFindings {
  readonly policies: readonly ChannelPolicyReport[];
  readonly verdict: ListenVerdict;
}

export async function explainChannel(
  question: ChannelQuestion,
  database: ExplainedDatabase,
): Promise<ChannelFindings> {
  const { topic, token, stranger } = question;
  const { role } = token;
  const policies = await database.withAdmin((client) =>
    inLook(client, async () => {
      const model = await readSecurityModel(client, { roles: [role] });
      const messages = model.relations.find(isMessages);
      if (messages === undefined) return undefined;
      const asked = messages.policies.filter((policy) => appliesTo(policy, role));
      return reportsOn(client, asked, question);
    }),
  );
  if (policies === undefined)
    return { policies: [], verdict: { fine: false, kind: "no-channels" } };
  // service_role passes over policies.
  const isFree = role === "service_role";
  const may = (does: ChannelPolicyReport["does"]) =>
    KINDS.filter(
      (kind) =>
        isFree ||
        isLetThrough(
          policies.filter((one) => one.does === does),
          kind,
        ),
    );
  const hears = may("hear");
  if (hears.length > 0) {
    const verdict = { fine: true, kind: "may-join", topic, hears, speaks: may("speak") } as const;
    return { policies, verdict };
  }
  const failures = policies
    .filter(({ does }) => does === "hear")
    .flatMap(({ broadcast, presence }) => [broadcast, presence])
    .flatMap((one) => (typeof one === "object" ? one.failed : []));
  return {
    policies,
    verdict: {
      fine: false,
      kind: "may-not-hear",
      topic,
      role,
      stranger,
      failures: [...new Set(failures)],
    },
  };
}

const KINDS = ["broadcast", "presence"] as const;

/** Any permissive one, and every restrictive one; where one that is asked fails, all does. */
function isLetThrough(
  policies: readonly ChannelPolicyReport[],
  kind: (typeof KINDS)[number],
): boolean {
  const answers = policies.map((one) => ({ permissive: one.permissive, answer: one[kind] }));
  if (answers.some(({ answer }) => typeof answer === "object")) return false;
  return (
    answers.some(({ permissive, answer }) => permissive && answer === true) &&
    answers.every(({ permissive, answer }) => permissive || answer === true)
  );
}

async function reportsOn(
  client: SqlClient,
  policies: readonly PolicyFacts[],
  question: ChannelQuestion,
): Promise<readonly ChannelPolicyReport[]> {
  const reports: ChannelPolicyReport[] = [];
  for (const policy of policies) {
    const asked = [
      ["hear", "select", policy.using] as const,
      ["speak", "insert", policy.check ?? policy.using] as const,
    ];
    for (const [does, command, text] of asked) {
      if (!covers(policy, command) || text === null) continue;
      reports.push({
        name: policy.name,
        does,
        permissive: policy.permissive,
        text,
        broadcast: await answerOf(client, text, { ...question, kind: "broadcast" }),
        presence: await answerOf(client, text, { ...question, kind: "presence" }),
      });
    }
  }
  return reports;
}

async function answerOf(
  client: SqlClient,
  text: string,
  { topic, token, kind }: ChannelQuestion & { readonly kind: string },
): Promise<ChannelPolicyReport["broadcast"]> {
  const query = sql`select (${trusted(text)}) is true as holds
    from jsonb_populate_record(null::realtime.messages, jsonb_build_object('topic', $1::text, 'extension', $2::text)) as messages`;
  try {
    const { rows } = await asRole(client, roleOf(token, topic), () =>
      client.query<{ holds: boolean }>(compile(query).text, [topic, kind]),
    );
    return rows[0]?.holds === true;
  } catch (error) {
    if (error instanceof PostgresError) return { failed: error.code };
    throw error;
  }
}

/** With the settings that Realtime makes for each question. */
function roleOf({ role, claims, claimsText }: VerifiedToken, topic: string): RequestRole {
  const { sub } = claims;
  return {
    role,
    settings: [
      ["realtime.topic", topic],
      ["request.jwt.claims", claimsText],
      ["request.jwt.claim.role", role],
      ["request.jwt.claim.sub", typeof sub === "string" ? sub : ""],
      ["request.headers", "{}"],
    ],
  };
}
