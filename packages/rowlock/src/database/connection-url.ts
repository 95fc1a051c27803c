// Connection strings. They hold passwords: never log one, never put one into an error.
import pg from "pg";

export interface ConnectionUrlOptions {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A `postgresql://` URL on loopback. */
export function connectionUrl(options: ConnectionUrlOptions): string {
  const user = encodeURIComponent(options.user);
  const password = encodeURIComponent(options.password);
  const database = encodeURIComponent(options.database);
  return `postgresql://${user}:${password}@127.0.0.1:${options.port}/${database}`;
}

/** What a person may read of a database by URL: whose login, where, which; never a password or a parameter. */
export function withoutPassword(connectionString: string): string {
  // pg's own reading: parameters and PG* variables may say other than what stands before the ?.
  const { user, host, port, database } = new pg.Client({ connectionString });
  const login = user === undefined ? "" : `${encodeURIComponent(user)}@`;
  const name = database === undefined ? "" : encodeURIComponent(database);
  return `postgresql://${login}${host.includes(":") ? `[${host}]` : host}:${port}/${name}`;
}

/** A database that is named by its URL, as it may be told, such as `db.example.com:5432/postgres`. */
export function serverOf(connectionString: string): string {
  const { host, port, database } = new pg.Client({ connectionString });
  return `${host}:${port}/${database ?? ""}`;
}
