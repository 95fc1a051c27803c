// Whether a user is still found by something when one of their identifications goes. A number that is reserved for second
// factor finds nobody.
import type { User } from "../store/users.ts";

export function hasOtherIdentification(user: User, without: { readonly id: string }): boolean {
  return (
    user.username !== null ||
    user.email_addresses.some(({ id, claimed }) => id !== without.id && claimed) ||
    user.external_accounts.some(({ id, claimed }) => id !== without.id && claimed) ||
    user.phone_numbers.some(
      ({ id, claimed, reserved_for_second_factor: reserved }) =>
        id !== without.id && claimed && !reserved,
    )
  );
}
