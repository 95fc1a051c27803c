// A stack with storage and two people whose files are kept apart by policies, for tests through the official client.
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import { GUIDE_TEMPLATE, startTestStack, type TestStack, type TestStackOptions } from "./stack.ts";

/** Files lie in a folder named after their owner's id; everybody reads a public bucket by its URL. */
export const STORAGE_POLICIES = `
insert into storage.buckets (id, name, public) values ('files', 'files', false), ('avatars', 'avatars', true);
create policy own_read on storage.objects for select to authenticated
  using (bucket_id in ('files', 'avatars') and (storage.foldername(name))[1] = (select auth.jwt()->>'sub'));
create policy own_insert on storage.objects for insert to authenticated
  with check (bucket_id in ('files', 'avatars') and (storage.foldername(name))[1] = (select auth.jwt()->>'sub'));
create policy own_update on storage.objects for update to authenticated
  using (bucket_id in ('files', 'avatars') and (storage.foldername(name))[1] = (select auth.jwt()->>'sub'))
  with check (bucket_id in ('files', 'avatars') and (storage.foldername(name))[1] = (select auth.jwt()->>'sub'));
create policy own_delete on storage.objects for delete to authenticated
  using (bucket_id in ('files', 'avatars') and (storage.foldername(name))[1] = (select auth.jwt()->>'sub'));
`;

export type Person = "ada" | "grace";

export interface StorageLab {
  readonly api: TestStack;
  readonly url: string;
  readonly ids: Readonly<Record<Person, string>>;
  /** As the person, by a token of the template or the session's own. */
  as(person: Person, form?: TokenForm): SupabaseClient;
  readonly anon: SupabaseClient;
  readonly service: SupabaseClient;
  token(person: Person, form?: TokenForm): Promise<string>;
  close(): Promise<void>;
}

export type TokenForm = "template" | "session";

const ROWLOCK_TOML = `${GUIDE_TEMPLATE}
[[clerk.users]]
email_address = "ada@example.com"

[[clerk.users]]
email_address = "grace@example.com"
`;

export async function startStorageLab(
  options: Partial<TestStackOptions> = {},
): Promise<StorageLab> {
  const api = await startTestStack({
    migration: STORAGE_POLICIES,
    rowlockToml: ROWLOCK_TOML,
    ...options,
  });
  const url = api.opened.addresses.api;
  const { anonKey, serviceRoleKey } = api.stack.appKeys();
  const address = (person: Person) => `${person}@example.com`;
  const idOf = async (person: Person) => {
    const token = await api.stack.identity.mintSessionToken(address(person));
    return String(decodeJwt(token).sub);
  };
  // Nothing here listens to changes.
  const transport = class {} as never;
  const open = (key: string, accessToken?: () => Promise<string>) =>
    createClient(url, key, {
      realtime: { transport },
      ...(accessToken === undefined ? {} : { accessToken }),
    });
  const token = (person: Person, form: TokenForm = "template") =>
    form === "template"
      ? api.token(address(person))
      : api.stack.identity.mintSessionToken(address(person));
  return {
    api,
    url: `${url}/storage/v1`,
    ids: { ada: await idOf("ada"), grace: await idOf("grace") },
    as: (person, form) => open(anonKey, () => token(person, form)),
    anon: open(anonKey),
    service: open(serviceRoleKey),
    token,
    close: () => api.close(),
  };
}
