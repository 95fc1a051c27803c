import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "one's own folder, in whatever bucket",
      sql: `create policy "Own folder" on storage.objects for select to authenticated using (
  (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'));`,
    },
    {
      name: "a bucket in one way of two",
      sql: `create policy "Own files" on storage.objects for select to authenticated using (
  (bucket_id = 'notes' and owner_id = (select auth.jwt() ->> 'sub'))
  or (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'));`,
    },
  ],
  valid: [
    {
      name: "the bucket and the folder",
      sql: `create policy "Own folder" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'));`,
    },
    {
      name: "a restrictive policy that names it for all",
      sql: `create policy "Notes alone" on storage.objects as restrictive to authenticated using (bucket_id = 'notes');
create policy "Own folder" on storage.objects for select to authenticated using (
  (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'));`,
    },
    {
      name: "buckets of a list",
      sql: `create policy "Own files" on storage.objects for select to authenticated using (
  bucket_id in ('notes', 'drafts') and owner_id = (select auth.jwt() ->> 'sub'));`,
    },
  ],
};
