// What somebody has to write with supabase-js to do the same: a line of code, for the report.
import type { ProofVerb } from "../attempts/attempt.ts";

interface Named {
  readonly schema: string;
  readonly name: string;
}

export function listenLine({ schema, name }: Named): string {
  const what = `{ event: "*", schema: ${JSON.stringify(schema)}, table: ${JSON.stringify(name)} }`;
  return `supabase.channel("all").on("postgres_changes", ${what}, console.log).subscribe()`;
}

export function channelLine(topic: string, verb: Extract<ProofVerb, "hear" | "speak">): string {
  const channel = `supabase.channel(${JSON.stringify(topic)}, { config: { private: true } })`;
  if (verb === "speak") return `${channel}.httpSend("message", {})`;
  return `${channel}.on("broadcast", { event: "*" }, console.log).subscribe()`;
}
