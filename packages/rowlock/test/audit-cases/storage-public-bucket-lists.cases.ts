import type { RuleCases } from "../rule-case.ts";

const BUCKET = `insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true), ('notes', 'notes', false);
`;

export const cases: RuleCases = {
  invalid: [
    {
      name: "every file of a public bucket",
      sql: `${BUCKET}create policy "Avatars are public" on storage.objects for select using (bucket_id = 'avatars');`,
    },
  ],
  valid: [
    {
      name: "one's own files of a public bucket",
      sql: `${BUCKET}create policy "Own avatars" on storage.objects for select to authenticated using (
  bucket_id = 'avatars' and owner_id = (select auth.jwt() ->> 'sub'));`,
    },
    {
      name: "a bucket that is not public, which other rules judge",
      sql: `${BUCKET}create policy "Notes" on storage.objects for select to authenticated using (bucket_id = 'notes');`,
    },
  ],
};
