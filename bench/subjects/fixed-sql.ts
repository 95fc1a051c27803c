import { join } from "node:path";
import { startChild } from "../child.ts";
import { type ServerSubject, targetOf } from "./subject.ts";

/** The yardstick: programs/fixed-sql.ts. */
export const FIXED_SQL: ServerSubject = {
  name: "fixed-sql",
  title: "fixed SQL",
  algorithms: ["HS256", "RS256"],
  async start({ database, keys, dist }) {
    const child = startChild({
      command: process.execPath,
      args: [...(process.env.BENCH_NODE_ARGS?.split(" ") ?? []), join(dist, "fixed-sql.js")],
      env: { BENCH_DATABASE_URL: database.authenticatorUrl, BENCH_JWKS: keys.jwks },
    });
    const url = await child.waitFor(/listens on (http:\S+)/);
    return { pid: child.pid, target: targetOf(url), stop: child.stop };
  },
};
