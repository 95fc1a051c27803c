// Connection strings. They hold passwords: never log one, never put one into an error.

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
