// What Studio needs of the rest of Rowlock. `stack` passes it in; Studio knows nothing of how it is made.
import type { RequestLogEntry } from "../http/request-log.ts";
import type { AuditReport } from "../policy/audit/run-audit.ts";
import type { AuditDrift } from "./wire/audit.ts";
import type { KeptChange } from "./wire/migrations.ts";
import type { ProjectKeyName } from "./wire/settings.ts";

/** Milliseconds since 1970. */
export type Clock = () => number;

export interface StudioProject {
  readonly name: string;
  readonly directory: string;
  readonly addresses: {
    /** The Project URL. */
    readonly api: string;
    readonly clerk: string;
    /** What tokens carry as `iss`. */
    readonly issuer: string;
    readonly studio: string;
  };
  /** The schemas that the Data API serves. */
  readonly schemas: readonly string[];
  /** Database roles that tokens of people may ask for, anon and authenticated among them. */
  readonly roles: readonly string[];
  /** What rowlock.toml declares: applied at each start, read-only here. */
  readonly declared: {
    /** Names of JWT templates. */
    readonly jwtTemplates: readonly string[];
    /** Email addresses of users. */
    readonly users: readonly string[];
  };
}

/** Who is meant to see and change a table's rows, in rowlock.toml's terms. */
export interface TableIntent {
  readonly read: "owner" | "authenticated" | "public";
  readonly write: "owner" | "nobody" | `role:${string}`;
}

export interface ProjectPort {
  describe(): StudioProject;
  /** A key in clear. Asked only when a person wants to see or copy it. */
  key(name: ProjectKeyName): string;
  /** What `rowlock env --framework next` writes. */
  environmentBlock(): Promise<string>;
  /** What the audit finds in the app's database, which is only read. */
  audit(): Promise<AuditReport>;
  /** What the audit judged, and where that is not what the migrations make. Replays them, in a database of its own. */
  drift(): Promise<AuditDrift>;
  /** Writes into rowlock.toml who is meant to get to tables, where it says nothing of them yet. */
  declareIntent(tables: readonly string[], intent: TableIntent): Promise<void>;
  /** Applies what is pending of the folder's migrations and seeds, as `rowlock dev` does; gives the names of the files. */
  migrate(): Promise<readonly string[]>;
  /** Makes a new JWT secret and the API keys signed with it, in force when it resolves. */
  rotateJwtSecret(): Promise<void>;
}

/** Keeps the list of changes that are not in a migration file yet, over restarts. */
export interface ChangeStore {
  load(): Promise<readonly KeptChange[]>;
  save(changes: readonly KeptChange[]): Promise<void>;
}

/** A request as the listener logged it, and where. */
export interface LoggedRequest extends RequestLogEntry {
  /** When it was answered. */
  readonly at: number;
  readonly server: "api" | "clerk";
}

export interface RequestLogPort {
  /** The latest hundreds, oldest first. */
  recent(): readonly LoggedRequest[];
  /** Gives the function that ends it. */
  subscribe(listener: (entry: LoggedRequest) => void): () => void;
}

export interface ClerkPort {
  /** The Backend API, with the secret key put in: `path` begins with `/v1/`. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** A token as an app's own client would send it, for looking at a table as that user. @throws when there is no such user */
  mintToken(userId: string): Promise<string>;
}

export interface StudioOptions {
  /** The per-run secret that every call of the API carries. */
  readonly secret: string;
  /** The folder of the built pages. */
  readonly pagesDirectory: string;
  /** The origins that Studio's own pages are served from. */
  readonly origins: readonly string[];
  /** A login as the owner of the app's database (`postgres`). */
  readonly connectionString: string;
  readonly project: ProjectPort;
  /** The project's `supabase` folder, where migrations are read and written. */
  readonly supabaseDirectory: string;
  readonly changes: ChangeStore;
  readonly requestLog: RequestLogPort;
  readonly clerk: ClerkPort;
  /** The gateway's handler: what an app's requests meet. */
  readonly dataApi: (request: Request) => Promise<Response>;
  readonly now: Clock;
  readonly randomId: () => string;
  /** Told of what was not foreseen; gets no value, key or token. */
  readonly report: (error: unknown) => void;
}
