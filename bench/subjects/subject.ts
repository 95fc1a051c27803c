// What is measured: something that answers HTTP, or the driver alone.
import type { BenchDatabase } from "../database.ts";
import type { BenchKeys } from "../keys.ts";
import type { Algorithm } from "../requests.ts";

export interface SubjectContext {
  readonly database: BenchDatabase;
  readonly keys: BenchKeys;
  /** Where the bundled programs are. */
  readonly dist: string;
}

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly pid: number;
  readonly target: Target;
  /** The database that it works on, where it is not the app's. */
  readonly databaseName?: string;
  stop(): Promise<void>;
}

export interface ServerSubject {
  readonly name: string;
  readonly title: string;
  readonly algorithms: readonly Algorithm[];
  start(context: SubjectContext): Promise<RunningServer>;
}

export function targetOf(url: string, rest: Partial<Target> = {}): Target {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), basePath: "", headers: {}, ...rest };
}

/** The settings that the servers share with PostgREST, which is itself among them. */
export function postgrestEnvironment({ database, keys }: SubjectContext): Record<string, string> {
  return {
    PGRST_DB_URI: database.authenticatorUrl,
    PGRST_DB_SCHEMAS: "public",
    PGRST_DB_ANON_ROLE: "anon",
    PGRST_DB_POOL: "10",
    PGRST_JWT_SECRET: keys.jwks,
    PGRST_SERVER_HOST: "127.0.0.1",
  };
}
