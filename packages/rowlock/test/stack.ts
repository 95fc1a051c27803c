// A whole stack for a test: a project of its own in a temporary folder, its own cluster, its own ports. Slow to make
// (about two seconds), so a test file makes one and shares it.
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { studioPolicy } from "../src/policy-commands/studio-policy.ts";
import { openProject } from "../src/project/open-project.ts";
import type { StackEvent, StartStackOptions } from "../src/stack/stack-options.ts";
import { type Stack, startStack } from "../src/stack/start-stack.ts";
import { TEST_ENGINE } from "./engine-under-test.ts";
import { findFreePorts } from "./free-ports.ts";
import { removeProject } from "./remove-project.ts";

export interface TestStack {
  readonly stack: Stack;
  readonly directory: string;
  readonly opened: Awaited<ReturnType<typeof openProject>>;
  readonly restUrl: string;
  readonly events: readonly StackEvent[];
  /** As the owner of the app's database, outside the API. */
  sql(text: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  /** A token of the guide's template. */
  token(user: string): Promise<string>;
  /** A request with the anon key and, where given, a bearer token. */
  request(
    path: string,
    init?: RequestInit & { readonly token?: string | undefined },
  ): Promise<Response>;
  close(): Promise<void>;
}

export const GUIDE_TEMPLATE = `
[[clerk.jwt_templates]]
name = "supabase"
signing_algorithm = "HS256"
signing_key = "project"
claims = { aud = "authenticated", role = "authenticated", email = "{{user.primary_email_address}}", app_metadata = {}, user_metadata = {} }
`;

export interface TestStackOptions {
  /** The SQL of the one migration. */
  readonly migration: string;
  /** rowlock.toml. */
  readonly rowlockToml: string;
  /** supabase/config.toml. */
  readonly supabaseToml?: string | undefined;
  readonly clock?: StartStackOptions["clock"];
  readonly fetch?: StartStackOptions["fetch"];
}

export async function startTestStack(options: TestStackOptions): Promise<TestStack> {
  const directory = await mkdtemp(join(tmpdir(), "rowlock-stack-"));
  await mkdir(join(directory, "supabase", "migrations"), { recursive: true });
  await writeFile(
    join(directory, "supabase/migrations/20250101000000_test.sql"),
    options.migration,
  );
  await writeFile(join(directory, "rowlock.toml"), options.rowlockToml);
  await writeFile(join(directory, "supabase/config.toml"), options.supabaseToml ?? "");
  const { base } = await findFreePorts();
  const opened = await openProject({
    directory,
    env: { ROWLOCK_POSTGRES: TEST_ENGINE },
    portBase: base,
  });
  const events: StackEvent[] = [];
  const stack = await startStack({
    opened,
    databaseUrl: undefined,
    allowRemote: false,
    studioPolicy,
    onEvent: (event) => events.push(event),
    clock: options.clock,
    fetch: options.fetch,
  });
  const owner = new pg.Pool({ connectionString: stack.urls.owner, max: 1 });
  owner.on("error", () => {});
  const restUrl = `${opened.addresses.api}/rest/v1`;
  return {
    stack,
    directory,
    opened,
    restUrl,
    events,
    sql: (text, values) => owner.query(text, values === undefined ? undefined : [...values]),
    token: (user) => stack.identity.mintTemplateToken(user, "supabase"),
    request(path, { token, ...init } = {}) {
      const headers = new Headers(init.headers);
      const { anonKey } = stack.appKeys();
      headers.set("apikey", anonKey);
      headers.set("authorization", `Bearer ${token ?? anonKey}`);
      if (init.body !== undefined) headers.set("content-type", "application/json");
      return fetch(`${restUrl}/${path}`, { ...init, headers });
    },
    async close() {
      await owner.end();
      await stack.close();
      await removeProject(directory);
    },
  };
}
