// The guide's app on Next.js, in one of its token forms and one of the ways that Next.js runs.
import { type RunningApp, startApp } from "./running-app.ts";

export interface ExampleAppOptions {
  /** The token that goes to Supabase: from the JWT template, or Clerk's session token itself. */
  readonly token: "template" | "native";
  /** How Next.js runs. */
  readonly next: "dev" | "build";
  readonly overlays?: readonly string[];
}

export type ExampleApp = RunningApp;

export function startExampleApp({
  token,
  next,
  ...options
}: ExampleAppOptions): Promise<ExampleApp> {
  return startApp({
    ...options,
    example: "nextjs",
    command: (port) => commandOf(next, port),
    env: { NEXT_PUBLIC_CLERK_SUPABASE_TEMPLATE: token === "template" ? "supabase" : "" },
  });
}

function commandOf(next: ExampleAppOptions["next"], port: number): readonly string[] {
  const where = ["-H", "localhost", "-p", String(port)];
  if (next === "dev") return ["next", "dev", ...where];
  return ["sh", "-c", `next build && exec next start ${where.join(" ")}`];
}
