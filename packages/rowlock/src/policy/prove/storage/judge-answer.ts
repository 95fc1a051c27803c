// What one answer of Storage showed. A refusal says by what; what is neither a refusal nor a success is not called safe.
import type { Actor } from "../cast.ts";
import type { Judgement } from "../judgement.ts";
import type { Answer } from "../send.ts";
import type { FileAttempt } from "./attempts.ts";

/** Undefined: what was tried came about. */
export function refusalBy(
  { did }: FileAttempt,
  actor: Actor,
  answer: Answer,
): Exclude<Judgement, { kind: "leak" | "allowed" }> | undefined {
  const { status, code, message } = answer;
  if (status < 300) return did(answer) ? undefined : { kind: "denied", by: "policy" };
  const reason = `${code}: ${message}`;
  if (actor.token === "expired" || actor.token === "forged") {
    if (code === "AccessDenied" || code === "NoSuchBucket") return { kind: "denied", by: "token" };
    return { kind: "unknown", reason };
  }
  switch (code) {
    case "NoSuchKey":
    case "NoSuchBucket":
      return { kind: "denied", by: "policy" };
    case "AccessDenied":
      if (message?.includes("row-level security")) return { kind: "denied", by: "policy" };
      if (message?.startsWith("permission denied")) return { kind: "denied", by: "grant" };
      if (message === "Access denied") return { kind: "denied", by: "policy" };
      return { kind: "unknown", reason: `by what it was refused is not known (${reason})` };
    case "InvalidParameter":
    case "DatabaseSchemaMismatch":
    case "DatabaseError":
      return { kind: "failed", reason };
    default:
      return { kind: "unknown", reason };
  }
}
