// `rowlock hosted check`: everything of a hosted pair that can be looked at without changing it, a line each.
import { allowedOrigins, environment, keysTogether, webhooks } from "./checks/clerk-checks.ts";
import { clocks } from "./checks/clock.ts";
import type { CheckLine, Pair, Wanted } from "./checks/line.ts";
import { native } from "./checks/native-checks.ts";
import { appKey, awake, exposedSchemas, migrations } from "./checks/supabase-checks.ts";
import { templates } from "./checks/template-checks.ts";

export function checkPair(pair: Pair, wanted: Wanted): readonly CheckLine[] {
  return [
    awake(pair),
    environment(pair, wanted),
    keysTogether(pair, wanted),
    appKey(pair, wanted),
    ...templates(pair, wanted),
    ...native(pair, wanted),
    exposedSchemas(pair, wanted),
    migrations(pair, wanted),
    allowedOrigins(pair, wanted),
    clocks(pair),
    ...webhooks(wanted),
  ];
}

/** 0: all ok; 1: something is wrong; 3: nothing is, but not all could be looked at. */
export function exitCodeOf(lines: readonly CheckLine[]): 0 | 1 | 3 {
  if (lines.some(({ state }) => state === "wrong")) return 1;
  return lines.some(({ state }) => state === "unknown") ? 3 : 0;
}
