import { findFreePorts } from "../../packages/rowlock/test/free-ports.ts";
import { startChild } from "../child.ts";
import { postgrestEnvironment, type ServerSubject, targetOf } from "./subject.ts";

/** PostgREST itself, from a binary that the caller has. */
export function postgrest(binary: string): ServerSubject {
  return {
    name: "postgrest",
    title: "PostgREST",
    algorithms: ["HS256", "RS256"],
    async start(context) {
      const { base: port } = await findFreePorts();
      const child = startChild({
        command: binary,
        args: [],
        env: { ...postgrestEnvironment(context), PGRST_SERVER_PORT: String(port) },
      });
      await child.waitFor(/(API server listening)/);
      await child.waitFor(/(Schema cache loaded)/);
      return { pid: child.pid, target: targetOf(`http://127.0.0.1:${port}`), stop: child.stop };
    },
  };
}
