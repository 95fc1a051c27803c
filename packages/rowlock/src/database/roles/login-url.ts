// The same server and database by another login.

export interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * Puts a login into a connection string. A pooler's user name carries the project behind a dot
 * (`postgres.abcdef`), which is kept.
 */
export function withLogin(connectionString: string, login: Login): string {
  const url = new URL(connectionString);
  const tenant = /\..*$/.exec(decodeURIComponent(url.username))?.[0] ?? "";
  url.username = encodeURIComponent(login.user + tenant);
  url.password = encodeURIComponent(login.password);
  // As parameters they would win over the ones in front of the @.
  url.searchParams.delete("user");
  url.searchParams.delete("password");
  return url.href;
}
