// How an app of a framework is started together with Rowlock.
import type { Framework } from "../environment/environment.ts";

export function startCommand(framework: Framework | undefined): string {
  if (framework === "next") return "rowlock dev -- next dev -H localhost";
  if (framework === "vite") return "rowlock dev -- vite";
  return "rowlock dev";
}
