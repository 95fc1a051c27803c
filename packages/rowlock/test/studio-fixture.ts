// Studio's server over a real test database. What the rest of Rowlock passes in is here in its smallest true form: state in
// memory, an identity service and a Data API that a test names when it needs them.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { applyMigrations } from "../src/database/migrations/apply-migrations.ts";
import type { StudioOptions } from "../src/studio/ports.ts";
import { createStudio } from "../src/studio/studio.ts";
import type { KeptChange } from "../src/studio/wire/migrations.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

export const STUDIO_SECRET = "the secret of this run";
export const STUDIO_ORIGIN = "http://127.0.0.1:54323";

export interface StudioFixture {
  readonly database: TestDatabase;
  /** The project's folder of migrations and seeds: not there at first. */
  readonly supabaseDirectory: string;
  readonly reported: unknown[];
  /** A call of the API as Studio's own page makes it. */
  call(path: string, body?: unknown): Promise<Response>;
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export async function createStudioFixture(
  ports: Partial<StudioOptions> = {},
): Promise<StudioFixture> {
  const database = await createTestDatabase({ app: true });
  const pagesDirectory = await mkdtemp(join(tmpdir(), "rowlock-pages-"));
  await writeFile(join(pagesDirectory, "index.html"), "<!doctype html><title>Studio</title>");
  await writeFile(join(pagesDirectory, "main-abcd1234.js"), "export {};");
  const projectDirectory = await mkdtemp(join(tmpdir(), "rowlock-project-"));
  const supabaseDirectory = join(projectDirectory, "supabase");
  const reported: unknown[] = [];
  let changes: readonly KeptChange[] = [];
  let ids = 0;
  const studio = createStudio({
    secret: STUDIO_SECRET,
    pagesDirectory,
    origins: [STUDIO_ORIGIN],
    connectionString: database.ownerUrl,
    project: {
      ...projectOf(),
      migrate: async () => {
        const connectionString = database.ownerUrl;
        const { migrations } = await applyMigrations({ connectionString, supabaseDirectory });
        return migrations.map(({ path }) => basename(path));
      },
    },
    supabaseDirectory,
    changes: {
      load: async () => changes,
      save: async (next) => {
        changes = next;
      },
    },
    requestLog: { recent: () => [], subscribe: () => () => {} },
    clerk: {
      request: async () => Response.json({ errors: [] }, { status: 404 }),
      mintToken: async () => Promise.reject(new Error("This test has no users")),
    },
    dataApi: async () => new Response(null, { status: 404 }),
    now: Date.now,
    randomId: () => `change_${++ids}`,
    report: (error) => void reported.push(error),
    ...ports,
  });
  return {
    database,
    supabaseDirectory,
    reported,
    fetch: (request) => studio.fetch(request),
    call: (path, body) => studio.fetch(studioRequest(path, body)),
    async close() {
      await studio.close();
      await database.drop();
      await rm(pagesDirectory, { recursive: true });
      await rm(projectDirectory, { recursive: true });
    },
  };
}

/** A request with the secret and the origin of Studio's pages: a GET, or a POST when there is a body. */
export function studioRequest(path: string, body?: unknown): Request {
  const headers = new Headers({ "x-rowlock-studio": STUDIO_SECRET, origin: STUDIO_ORIGIN });
  if (body === undefined) return new Request(`${STUDIO_ORIGIN}${path}`, { headers });
  headers.set("content-type", "application/json");
  return new Request(`${STUDIO_ORIGIN}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
}

/** A project whose keys are words that a leak would show. */
export function projectOf(): StudioOptions["project"] {
  return {
    describe: () => ({
      name: "example",
      directory: "/projects/example",
      addresses: {
        api: "http://127.0.0.1:54321",
        clerk: "http://localhost:54331",
        issuer: "http://127.0.0.1:54331",
        studio: STUDIO_ORIGIN,
      },
      schemas: ["public"],
      roles: ["anon", "authenticated"],
      declared: { jwtTemplates: [], users: [] },
    }),
    key: (name) => `the ${name} of this project, 32 bytes long`,
    environmentBlock: async () => "SUPABASE_URL=http://127.0.0.1:54321\n",
    drift: async () => ({
      judged: "the project's database as it stands",
      drift: [{ object: "public.by_hand", reason: "the migrations do not make it" }],
    }),
    audit: async () => ({
      findings: [],
      unknown: [],
      checked: { schemas: [], tables: 0, policies: 0, rules: 0 },
    }),
    declareIntent: async () => {},
    migrate: async () => [],
    rotateJwtSecret: async () => {},
  };
}
