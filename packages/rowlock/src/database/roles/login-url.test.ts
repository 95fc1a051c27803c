import { expect, test } from "vitest";
import { withLogin } from "./login-url.ts";

const login = { user: "rowlock_service", password: "p@ss/w%rd" };

test.each([
  [
    "postgresql://postgres:secret@127.0.0.1:54322/postgres",
    "postgresql://rowlock_service:p%40ss%2Fw%25rd@127.0.0.1:54322/postgres",
  ],
  [
    "postgres://postgres.abc:secret@pooler.example.com/db?sslmode=verify-full",
    "postgres://rowlock_service.abc:p%40ss%2Fw%25rd@pooler.example.com/db?sslmode=verify-full",
  ],
  ["postgres://a@h/db?user=b&password=c", "postgres://rowlock_service:p%40ss%2Fw%25rd@h/db"],
])("withLogin() puts a login into %s", (url, expected) => {
  expect(withLogin(url, login)).toBe(expected);
});
