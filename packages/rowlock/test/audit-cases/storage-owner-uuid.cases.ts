import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "the owner as text",
      sql: `create policy "Own files" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and owner::text = (select auth.jwt() ->> 'sub'));`,
    },
    {
      name: "the owner beside the caller's uuid",
      sql: `create policy "Own files" on storage.objects for delete to authenticated using (
  bucket_id = 'notes' and owner = auth.uid());`,
    },
  ],
  valid: [
    {
      name: "the owner's id",
      sql: `create policy "Own files" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and owner_id = (select auth.jwt() ->> 'sub'));`,
    },
    {
      name: "the owner of another table's row",
      sql: `create table shares (file text, owner text);
create policy "Shared files" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and exists (
    select 1 from shares s where s.file = objects.name and s.owner = (select auth.jwt() ->> 'sub')));`,
    },
  ],
};
