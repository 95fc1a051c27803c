// What others see of a user: members of the same organization, the invited, whoever reads a list.
import type { Addresses } from "../addresses.ts";
import type { User } from "../store/users.ts";
import { imageUrl } from "./image-url.ts";

/** What members of one organization see of each other. */
export function publicUserJson(user: User, addresses: Addresses) {
  const picture = imageUrl({ kind: "user", ...user }, addresses);
  return {
    user_id: user.id,
    first_name: user.first_name,
    last_name: user.last_name,
    username: user.username,
    image_url: picture,
    profile_image_url: picture,
    has_image: user.image_id !== null,
    identifier: identifierOf(user),
    banned: user.banned,
  };
}

/** Who sent an invitation, as the invited and the app's server see them. */
export function inviterJson(user: User, addresses: Addresses) {
  return {
    user_id: user.id,
    first_name: user.first_name,
    last_name: user.last_name,
    image_url: imageUrl({ kind: "user", ...user }, addresses),
    has_image: user.image_id !== null,
    identifier: identifierOf(user),
  } as const;
}

/** What a person is called by: the primary address, else the username, else the primary phone number. */
export function identifierOf(user: User): string {
  const primary = user.email_addresses.find(({ id }) => id === user.primary_email_address_id);
  const phone = user.phone_numbers.find(({ id }) => id === user.primary_phone_number_id);
  return primary?.email_address ?? user.username ?? phone?.phone_number ?? user.id;
}
