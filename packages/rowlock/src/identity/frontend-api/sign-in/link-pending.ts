// Links the account of who came from a provider, now that a code proved the address that both have.
import type { SignInRow } from "../../store/sign-ins.ts";
import type { User } from "../../store/users.ts";
import { linkAccount } from "../../users/link-account.ts";
import { tellUser } from "../../users/tell-user.ts";
import type { Work } from "../../work.ts";

export async function linkPending(
  work: Work,
  { signIn, user }: { readonly signIn: SignInRow; readonly user: User },
): Promise<void> {
  const account = signIn.account_to_link;
  if (account === null) return;
  await linkAccount(work, { userId: user.id, account });
  await tellUser(work, "user.updated", user.id);
}
