// What `rowlock dev` prints when everything is ready: where things are, who can sign in, and what each of them sees.
import type { Addresses } from "../../project/environment/environment.ts";
import type { TableCheck } from "../../stack/self-check/self-check.ts";
import { renderSelfCheck } from "../../stack/self-check/table-of-sights.ts";
import type { Output } from "./output.ts";

export interface BannerOptions {
  readonly addresses: Addresses;
  /** Whether storage answers. */
  readonly storage: boolean;
  /** Whether realtime answers. */
  readonly realtime: boolean;
  readonly databasePort: number;
  /** The app's database elsewhere, without its password. */
  readonly database: string | null;
  readonly installedEngine: string | null;
  readonly studioLink: string;
  /** The people that rowlock.toml declares. */
  readonly seeded: readonly string[];
  readonly checks: readonly TableCheck[];
  readonly seconds: number;
}

/** Written at once: who waits for its first line finds the others there. */
export function printBanner(output: Output, options: BannerOptions): void {
  const { addresses, studioLink, seeded, checks, seconds } = options;
  const lines = [
    `Ready in ${seconds.toFixed(1)} s`,
    "",
    `  API       ${addresses.api}/rest/v1`,
    ...(options.storage ? [`  Storage   ${addresses.api}/storage/v1`] : []),
    ...(options.realtime ? [`  Realtime  ${addresses.api}/realtime/v1`] : []),
    `  Clerk     ${addresses.clerk}`,
    `  Studio    ${studioLink}`,
    `  Database  ${nameDatabase(options)}`,
  ];
  if (seeded.length > 0) {
    lines.push("", `  Sign in as ${seeded.join(" or ")} (passwords in rowlock.toml)`);
  }
  if (checks.length > 0) {
    const [head = "", ...rows] = renderSelfCheck(checks);
    lines.push("", "  What each sees, asked over HTTP with real tokens:");
    lines.push(`    ${output.style("dim", head)}`, ...rows.map((row) => `    ${row}`));
  }
  output.done([...lines, ""].join("\n"));
}

function nameDatabase({ database, databasePort, installedEngine }: BannerOptions): string {
  if (database !== null) return `${database} (by --db-url)`;
  const engine = installedEngine === null ? "" : `, run by ${installedEngine}`;
  return `127.0.0.1:${databasePort} (rowlock env --json has the URL)${engine}`;
}
