import { join } from "node:path";
import { startChild } from "../child.ts";
import { postgrestEnvironment, type ServerSubject, targetOf } from "./subject.ts";

/** `rowlock serve`, one process, as anybody starts it. */
export const ROWLOCK: ServerSubject = {
  name: "rowlock",
  title: "Rowlock",
  algorithms: ["HS256", "RS256"],
  async start(context) {
    const child = startChild({
      command: process.execPath,
      args: [
        ...(process.env.BENCH_NODE_ARGS?.split(" ") ?? []),
        join(context.dist, "rowlock.js"),
        "serve",
      ],
      env: { ...postgrestEnvironment(context), PGRST_SERVER_PORT: "0" },
    });
    const url = await child.waitFor(/listens on (http:\S+)/);
    return { pid: child.pid, target: targetOf(url), stop: child.stop };
  },
};
