// People as lines of a terminal, one a line.
import type { UserSummary } from "../../identity/operations.ts";
import { minuteOf, renderColumns } from "./columns.ts";

export function renderUsers(users: readonly UserSummary[]): readonly string[] {
  return renderColumns([["WHO", "NAME", "LAST SIGN-IN", "ID"], ...users.map(cellsOf)]);
}

function cellsOf(user: UserSummary): readonly string[] {
  return [
    user.banned ? `${user.identifier} (banned)` : user.identifier,
    [user.firstName, user.lastName].filter(Boolean).join(" "),
    user.lastSignInAt === null ? "never" : minuteOf(user.lastSignInAt),
    user.id,
  ];
}
