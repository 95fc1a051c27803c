// What may be told of a connection string, as pg reads it: never a password.
import pg from "pg";

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
