// Explains why somebody who listens hears nothing: of a table's changes, or on a private channel.
import type { VerifiedToken } from "../../../tokens/verified-token.ts";
import type { ExplainedDatabase } from "../../ports.ts";
import { type ExplainQuestion, explainRequest, tokenReport } from "../explain-request.ts";
import { strangerIn } from "../verdict/stranger.ts";
import { explainChanges } from "./explain-changes.ts";
import { explainChannel } from "./explain-channel.ts";
import type { ListenExplanation, Listening } from "./listening.ts";

export interface ListenQuestion
  extends Pick<ExplainQuestion, "as" | "token" | "caller" | "templates" | "template"> {
  readonly listening: Listening;
  /** Makes the request that reads the same rows, with its token in it. */
  readonly makeRequest: (path: string) => Request;
}

/** @throws DATABASE_UNREACHABLE, CATALOG_UNREADABLE */
export async function explainListening(
  question: ListenQuestion,
  database: ExplainedDatabase,
): Promise<ListenExplanation> {
  const { listening, as, caller } = question;
  const token = tokenReport(question.token);
  const start = { listening, as, token, role: caller?.role ?? null };
  const nothing = { checks: [], policies: [], reading: null };
  if (caller === null) {
    const problem = token?.refusal ?? NO_REASON;
    return { ...start, ...nothing, verdict: { fine: false, kind: "token-refused", problem } };
  }
  const found = await look(listening, { question, database, caller, token });
  return { ...start, ...nothing, ...found };
}

const NO_REASON = {
  code: "TOKEN_MALFORMED",
  routine: null,
  message: "The token is refused",
  details: null,
  hint: null,
};

interface Looking {
  readonly question: ListenQuestion;
  readonly database: ExplainedDatabase;
  readonly caller: VerifiedToken;
  readonly token: ListenExplanation["token"];
}

function look(
  listening: Listening,
  { question, database, caller, token }: Looking,
): Promise<Partial<ListenExplanation> & Pick<ListenExplanation, "verdict">> {
  const { role } = caller;
  const stranger = strangerIn({ role, token });
  if (listening.kind === "channel") {
    return explainChannel({ topic: listening.topic, token: caller, stranger }, database);
  }
  const read = (path: string) =>
    explainRequest({ ...question, makeRequest: () => question.makeRequest(path) }, database);
  return explainChanges({ listening, role, stranger, read }, database);
}
