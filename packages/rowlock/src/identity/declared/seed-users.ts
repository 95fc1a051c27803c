// Users declared in rowlock.toml: made when they are missing, and written again only when their entry changed. What a
// seeded user changed in between stays theirs, metadata too: an entry's is merged into what is there.
import { createHmac } from "node:crypto";
import type { SeedUser } from "../../config/rowlock-config.ts";
import { rowlockError } from "../../errors/registry.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { parseEmailAddress } from "../email-address.ts";
import { ClerkApiError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { parsePhoneNumber } from "../phone-number.ts";
import {
  findUser,
  findUserByIdentifier,
  type User,
  type UserColumns,
  updateUser,
  VERIFIED_BY_ADMIN,
} from "../store/users.ts";
import { addPhoneNumber } from "../users/change-phones.ts";
import { createUser } from "../users/create-user.ts";
import { checkImportedFactors, importSecondFactors } from "../users/import-second-factors.ts";
import { mergeMetadata } from "../users/metadata.ts";
import { tellUser } from "../users/tell-user.ts";
import { transact, type Work } from "../work.ts";
import { linkSeedAccounts, seedAccounts } from "./seed-accounts.ts";
import type { SeedDigests } from "./seed-digests.ts";

export interface SeededUser {
  readonly id: string;
  readonly emailAddress: string;
}

/** @throws RowlockError SEED_USER_REFUSED naming the entry */
export async function seedUsers(
  instance: Instance,
  seeds: readonly SeedUser[],
  digests: SeedDigests = () => undefined,
): Promise<readonly SeededUser[]> {
  const seeded: SeededUser[] = [];
  for (const [index, seed] of seeds.entries()) {
    try {
      const user = await seedUser(instance, seed, digests);
      seeded.push({ id: user.id, emailAddress: seed.email_address });
    } catch (error) {
      if (!(error instanceof ClerkApiError)) throw error;
      throw rowlockError("SEED_USER_REFUSED", {
        message: `clerk.users[${index}] in rowlock.toml can't be made: ${error.message}`,
        hint: "Correct the entry, or take it out",
      });
    }
  }
  return seeded;
}

async function seedUser(instance: Instance, seed: SeedUser, digests: SeedDigests): Promise<User> {
  const emailAddress = parseEmailAddress(seed.email_address, "email_address");
  const { database } = instance;
  const known =
    (seed.id === undefined ? undefined : await findUser(database, seed.id)) ??
    (await findUserByIdentifier(database, emailAddress));
  const phoneNumber =
    seed.phone_number === undefined
      ? undefined
      : parsePhoneNumber(seed.phone_number, "phone_number");
  const factors = { secret: seed.totp_secret, codes: seed.backup_codes ?? [] };
  checkImportedFactors(factors);
  const fingerprint = fingerprintOf(seed, instance.secretKey);
  if (known?.seed_fingerprint === fingerprint) return known;
  const columns = await columnsOf(instance, { seed, fingerprint, known, digests });
  return transact(instance, async (work) => {
    if (known !== undefined) {
      await updateUser(work, { id: known.id, now: work.now, columns });
      await addMissingNumber(work, { user: known, phoneNumber });
      await linkSeedAccounts(work, { user: known, seed });
      await importSecondFactors(work, { user: known, factors });
      await tellUser(work, "user.updated", known.id);
      return known;
    }
    const externalAccounts = await seedAccounts(work, seed);
    const user = await createUser(work, {
      id: seed.id,
      externalAccounts,
      emailAddresses: [{ emailAddress, verification: VERIFIED_BY_ADMIN }],
      phoneNumbers:
        phoneNumber === undefined ? [] : [{ phoneNumber, verification: VERIFIED_BY_ADMIN }],
      emailParam: "email_address",
      columns,
    });
    return importSecondFactors(work, { user, factors });
  });
}

/** A number that the entry gained; those that its user has stay. */
async function addMissingNumber(
  work: Work,
  { user, phoneNumber }: { readonly user: User; readonly phoneNumber: string | undefined },
): Promise<void> {
  if (phoneNumber === undefined) return;
  if (user.phone_numbers.some((phone) => phone.phone_number === phoneNumber)) return;
  await addPhoneNumber(work, { user, phoneNumber, claimed: true, verification: VERIFIED_BY_ADMIN });
}

interface SeedWork {
  readonly seed: SeedUser;
  readonly fingerprint: string;
  /** The user as they are; none when they are to be made. */
  readonly known: User | undefined;
  readonly digests: SeedDigests;
}

async function columnsOf(
  { passwords, clock }: Instance,
  { seed, fingerprint, known, digests }: SeedWork,
): Promise<UserColumns> {
  return {
    username: seed.username,
    first_name: seed.first_name,
    last_name: seed.last_name,
    public_metadata: mergeMetadata(
      known?.public_metadata ?? {},
      seed.public_metadata as JsonObject,
    ),
    private_metadata: mergeMetadata(
      known?.private_metadata ?? {},
      seed.private_metadata as JsonObject,
    ),
    unsafe_metadata: mergeMetadata(
      known?.unsafe_metadata ?? {},
      seed.unsafe_metadata as JsonObject,
    ),
    seed_fingerprint: fingerprint,
    ...(seed.password === undefined
      ? {}
      : {
          password_digest: await (digests(seed) ?? passwords.hash(seed.password)),
          password_updated_at: clock(),
        }),
  };
}

/** Tells whether an entry changed. Keyed, because it covers a password. */
function fingerprintOf(seed: SeedUser, key: string): string {
  return createHmac("sha256", key).update(JSON.stringify(seed)).digest("base64url");
}
