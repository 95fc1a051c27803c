// A database that is named by its URL, as it may be told: without login and password.
import pg from "pg";

/** Such as `db.example.com:5432/postgres`. */
export function serverOf(connectionString: string): string {
  // pg's own reading: parameters and PGHOST may say other than what stands behind the @.
  const { host, port, database } = new pg.Client({ connectionString });
  return `${host}:${port}/${database ?? ""}`;
}
