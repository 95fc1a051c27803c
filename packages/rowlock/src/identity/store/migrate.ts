// Brings the identity database to the version that this code knows: each step once, in order, in one transaction.
// A database that a newer Rowlock made is left alone and refused.
import { rowlockError } from "../../errors/registry.ts";
import { param, sql, trusted } from "../../sql/fragment.ts";
import { type IdentityDatabase, number } from "./identity-database.ts";
import { usersAndSessions } from "./schema/001-users-and-sessions.ts";
import { organizations } from "./schema/002-organizations.ts";
import { webhooks } from "./schema/003-webhooks.ts";
import { waitlistAndDomains } from "./schema/004-waitlist-and-domains.ts";
import { secondFactors } from "./schema/005-second-factors.ts";
import { phoneNumbers } from "./schema/006-phone-numbers.ts";
import { passkeys } from "./schema/007-passkeys.ts";
import { messageTemplates } from "./schema/008-message-templates.ts";
import { externalAccounts } from "./schema/009-external-accounts.ts";

/** INVARIANT: a step that was released never changes; what is new is a new step at the end. */
const STEPS: readonly { readonly name: string; readonly text: string }[] = [
  { name: "users-and-sessions", text: usersAndSessions },
  { name: "organizations", text: organizations },
  { name: "webhooks", text: webhooks },
  { name: "waitlist-and-domains", text: waitlistAndDomains },
  { name: "second-factors", text: secondFactors },
  { name: "phone-numbers", text: phoneNumbers },
  { name: "passkeys", text: passkeys },
  { name: "message-templates", text: messageTemplates },
  { name: "external-accounts", text: externalAccounts },
];

const LOCK = "8034511967352";

/** Applies what is missing. @throws RowlockError IDENTITY_DATABASE_NEWER */
export async function migrateIdentityDatabase(
  database: IdentityDatabase,
  now: number,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(sql`select pg_advisory_xact_lock(${param(LOCK)}::int8)`);
    await transaction.query(sql`
      create table if not exists schema_steps (
        version int4 primary key,
        name text not null,
        applied_at int8 not null
      )`);
    const applied = await transaction.query<{ version: number }>(
      sql`select version from schema_steps order by version`,
    );
    const version = applied.at(-1)?.version ?? 0;
    if (version > STEPS.length) {
      throw rowlockError("IDENTITY_DATABASE_NEWER", {
        message: `The identity database is at version ${version}; this Rowlock knows ${STEPS.length}`,
        hint: "Use the newer Rowlock that made it",
      });
    }
    for (const [index, step] of STEPS.entries()) {
      if (index < version) continue;
      await transaction.query(trusted(step.text));
      await transaction.query(
        sql`insert into schema_steps values (${number(index + 1)}::int4, ${param(step.name)}, ${number(now)}::int8)`,
      );
    }
  });
}
