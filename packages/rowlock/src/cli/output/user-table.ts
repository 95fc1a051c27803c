// People as lines of a terminal, one a line, in columns as wide as their widest entry.
import type { UserSummary } from "../../identity/operations.ts";

export function renderUsers(users: readonly UserSummary[]): readonly string[] {
  const rows = [HEAD, ...users.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const HEAD: readonly string[] = ["WHO", "NAME", "LAST SIGN-IN", "ID"];

function cellsOf(user: UserSummary): readonly string[] {
  const name = [user.firstName, user.lastName].filter(Boolean).join(" ");
  return [
    printable(user.banned ? `${user.identifier} (banned)` : user.identifier),
    printable(name),
    user.lastSignInAt === null ? "never" : minuteOf(user.lastSignInAt),
    user.id,
  ];
}

/** `2026-01-31 09:30Z` */
function minuteOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")}Z`;
}

// People choose their own names: what steers a terminal is not written to one.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "�");
}
