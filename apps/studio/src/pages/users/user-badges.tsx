// What keeps a user from signing in.
import type { ClerkUser } from "../../api/clerk-resources.ts";
import { Badge } from "../../ui/badge.tsx";

export function UserBadges({ user }: { readonly user: ClerkUser }) {
  return (
    <>
      {user.banned ? <Badge tone="danger">banned</Badge> : null}
      {user.locked ? <Badge tone="attention">locked</Badge> : null}
    </>
  );
}
