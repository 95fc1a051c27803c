// The API's answer as a report: status, code and number of rows. Rows themselves are left out.
import type { PostgresError } from "../../database/postgres-error.ts";
import { problemOf as raisedProblem } from "./problem.ts";
import type { AnswerReport, ProblemReport } from "./reports.ts";

/** @param refusedWith what PostgreSQL raised, of which the wire has not all */
export async function readAnswer(
  response: Response,
  refusedWith: PostgresError | undefined,
): Promise<AnswerReport> {
  const text = await response.text();
  const body = parse(text);
  const { status } = response;
  if (status >= 400 || status === 300) {
    const told = problemOf(body);
    const isSame = refusedWith !== undefined && refusedWith.code === told.code;
    const problem = isSame ? { ...told, routine: refusedWith.routine ?? null } : told;
    const raised = isSame || refusedWith === undefined ? null : raisedProblem(refusedWith);
    return { status, rows: rowsInWords(problem), problem, raised };
  }
  const rows = Array.isArray(body) ? body.filter(isGiven).length : rowsOfRange(response);
  return { status, rows, problem: null, raised: null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of several files to be signed, each that is not has an error in its place. */
function isGiven(row: unknown): boolean {
  const isRefused = typeof row === "object" && row !== null && "signedURL" in row && "error" in row;
  return !isRefused || row.error === null;
}

function problemOf(body: unknown): ProblemReport {
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === "string" ? fields[name] : null);
  return {
    code: text("code") ?? "",
    routine: null,
    message: text("message") ?? "The answer has no message",
    details: text("details"),
    hint: text("hint"),
  };
}

/** PGRST116 says how many rows there are where one was asked for. */
function rowsInWords({ code, details }: ProblemReport): number | null {
  const found = code === "PGRST116" ? /contains (\d+) rows/.exec(details ?? "")?.[1] : undefined;
  return found === undefined ? null : Number(found);
}

/** `0-4/*`: five rows. `*` alone may mean none, or that nothing is said. */
function rowsOfRange({ headers }: Response): number | null {
  const [, from, to] = /^(\d+)-(\d+)\//.exec(headers.get("content-range") ?? "") ?? [];
  return from === undefined || to === undefined ? null : Number(to) - Number(from) + 1;
}
