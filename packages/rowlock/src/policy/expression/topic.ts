// The topic of a private channel. Realtime asks policies of realtime.messages about one row at a time, and says its topic
// both in the row and in a setting that realtime.topic() reads: one is as good as the other.
// https://supabase.com/docs/guides/realtime/authorization
import type { Expression } from "./expression.ts";

/** The column of realtime.messages. */
export const TOPIC = "topic";

export function isTopic(expression: Expression): boolean {
  return (
    expression.kind === "call" &&
    expression.args.length === 0 &&
    expression.name.join(".") === "realtime.topic"
  );
}
