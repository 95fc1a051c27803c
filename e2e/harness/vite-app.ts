// The same app on React with Vite, in one of its token forms.
import { type RunningApp, startApp } from "./running-app.ts";

export interface ViteAppOptions {
  /** The token that goes to Supabase: from the JWT template, or Clerk's session token itself. */
  readonly token: "template" | "native";
}

/** Built and previewed, as its reader would deploy it: a development server would only serve the same code in pieces. */
export function startViteApp({ token }: ViteAppOptions): Promise<RunningApp> {
  return startApp({
    example: "react-vite",
    command: (port) => ["sh", "-c", `vite build && exec vite preview --port ${port}`],
    env: { VITE_CLERK_SUPABASE_TEMPLATE: token === "template" ? "supabase" : "" },
  });
}
