// @supabase/lite on a copy of the bench's database: at its start it changes grants, which must not help or hurt the others.
// It is installed on demand, because nobody but the bench needs it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "../../packages/rowlock/test/free-ports.ts";
import { startChild } from "../child.ts";
import { type ServerSubject, targetOf } from "./subject.ts";

/** The copy of the bench's database that it works on. */
export const LITE_DATABASE = "bench_lite";
/** Any pair will do: it only has to be sent back. */
const PUBLISHABLE_KEY = "sb_publishable_of_the_bench";

export function lite(peersDirectory: string): ServerSubject {
  return {
    name: "lite",
    title: "@supabase/lite",
    // It has no setting for a key that verifies RS256.
    algorithms: ["HS256"],
    async start({ database, keys }) {
      const program = installLite(peersDirectory);
      const directory = mkdtempSync(join(tmpdir(), "rowlock-bench-lite-"));
      const { base: port } = await findFreePorts();
      mkdirSync(join(directory, "supabase"));
      writeFileSync(
        join(directory, "supabase", "config.toml"),
        configOf({ port, secret: keys.secret, url: database.superuserUrl(LITE_DATABASE) }),
      );
      const child = startChild({
        command: process.execPath,
        args: [program, "--no-telemetry", "start", "--no-admin"],
        cwd: directory,
      });
      await child.waitFor(new RegExp(`(127\\.0\\.0\\.1:${port}|localhost:${port})`));
      const target = targetOf(`http://127.0.0.1:${port}`, {
        basePath: "/rest/v1",
        headers: { apikey: PUBLISHABLE_KEY },
      });
      return {
        pid: child.pid,
        target,
        databaseName: LITE_DATABASE,
        async stop() {
          await child.stop();
          rmSync(directory, { recursive: true, force: true });
        },
      };
    },
  };
}

function installLite(peersDirectory: string): string {
  const program = join(peersDirectory, "node_modules/@supabase/lite/dist/cli/index.js");
  if (!existsSync(program)) {
    const { status } = spawnSync(
      "npm",
      [
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--workspaces=false",
      ],
      { cwd: peersDirectory, stdio: "inherit" },
    );
    if (status !== 0) throw new Error("@supabase/lite could not be installed");
  }
  return program;
}

interface LiteConfig {
  readonly port: number;
  readonly secret: string;
  readonly url: string;
}

function configOf({ port, secret, url }: LiteConfig): string {
  return `
[api]
port = ${port}
schemas = ["public"]

[db]
driver = "postgres"
url = ${JSON.stringify(url)}

[auth]
enabled = true
jwt_secret = ${JSON.stringify(secret)}
publishable_key = ${JSON.stringify(PUBLISHABLE_KEY)}
secret_key = "sb_secret_of_the_bench"
`;
}
