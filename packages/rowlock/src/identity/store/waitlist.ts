// The waitlist: who asked to be let in, and what became of it. An address stands on it once.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import { containing, direction, type Ordering, type Page, when, whereAll } from "./conditions.ts";
import { number, only, type Queryable } from "./identity-database.ts";
import type { InvitationRow } from "./invitations.ts";

export interface WaitlistEntryRow {
  readonly id: string;
  readonly email_address: string;
  readonly status: "pending" | "invited" | "rejected" | "completed";
  readonly invitation_id: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface WaitlistEntry extends WaitlistEntryRow {
  readonly invitation: InvitationRow | null;
}

function selectEntries(rest: Sql): Sql {
  return sql`
    select w.*, (select to_jsonb(i) from invitations i where i.id = w.invitation_id) as invitation
    from waitlist_entries w ${rest}`;
}

/** False: the address stands there already. */
export async function insertWaitlistEntry(
  database: Queryable,
  entry: WaitlistEntryRow,
): Promise<boolean> {
  const rows = await database.query(sql`
    insert into waitlist_entries (id, email_address, status, created_at, updated_at)
    values (${param(entry.id)}, ${param(entry.email_address)}, ${param(entry.status)},
      ${number(entry.created_at)}, ${number(entry.updated_at)})
    on conflict (email_address) do nothing returning id`);
  return rows.length > 0;
}

export async function findWaitlistEntryOf(
  database: Queryable,
  emailAddress: string,
): Promise<WaitlistEntry | undefined> {
  const [entry] = await database.query<WaitlistEntry>(
    selectEntries(sql`where w.email_address = ${param(emailAddress)}`),
  );
  return entry;
}

/** Locks an entry for the rest of the transaction, so that it is decided once. */
export async function lockWaitlistEntry(
  database: Queryable,
  id: string,
): Promise<WaitlistEntry | undefined> {
  await database.query(sql`select 1 from waitlist_entries where id = ${param(id)} for update`);
  const [entry] = await database.query<WaitlistEntry>(
    selectEntries(sql`where w.id = ${param(id)}`),
  );
  return entry;
}

export async function updateWaitlistEntry(
  database: Queryable,
  entry: Pick<WaitlistEntryRow, "id" | "status" | "invitation_id" | "updated_at">,
): Promise<void> {
  await database.query(sql`
    update waitlist_entries set status = ${param(entry.status)},
      invitation_id = ${param(entry.invitation_id)}, updated_at = ${number(entry.updated_at)}
    where id = ${param(entry.id)}`);
}

export async function deleteWaitlistEntryRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from waitlist_entries where id = ${param(id)}`);
}

const ORDER = {
  created_at: sql`w.created_at`,
  email_address: sql`w.email_address`,
  invited_at: sql`case when w.status = 'invited' then w.updated_at end`,
} as const;

export type WaitlistOrder = keyof typeof ORDER;

export function isWaitlistOrder(text: string): text is WaitlistOrder {
  return Object.hasOwn(ORDER, text);
}

export async function listWaitlistEntries(
  database: Queryable,
  query: Page &
    Ordering<WaitlistOrder> & {
      /** `text`: a part of an address. */
      readonly filter: { readonly status?: string | undefined; readonly text?: string | undefined };
    },
): Promise<{ readonly data: readonly WaitlistEntry[]; readonly total: number }> {
  const where = whereAll([
    ...when(query.filter.status, (status) => sql`w.status = ${param(status)}`),
    ...when(query.filter.text, (text) => sql`w.email_address ilike ${containing(text)}`),
  ]);
  const towards = direction(query.descending);
  const data = await database.query<WaitlistEntry>(
    selectEntries(sql`${where}
      order by ${ORDER[query.orderBy]} ${towards} nulls last, w.id collate "C" ${towards}
      limit ${number(query.limit)} offset ${number(query.offset)}`),
  );
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from waitlist_entries w ${where}`,
  );
  return { data, total: only(counted).count };
}
