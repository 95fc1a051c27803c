import type { RuleCases } from "../rule-case.ts";

const OWN = "bucket_id = 'notes' and (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub')";
const INSERT = `create policy "Upload" on storage.objects for insert to authenticated with check (
  ${OWN});
`;
const SELECT = `create policy "Read" on storage.objects for select to authenticated using (
  ${OWN});
`;

export const cases: RuleCases = {
  invalid: [
    { name: "uploads alone", sql: INSERT },
    {
      name: "an UPDATE policy of another bucket",
      sql: `${INSERT}${SELECT}create policy "Replace" on storage.objects for update to authenticated using (
  bucket_id = 'drafts' and owner_id = (select auth.jwt() ->> 'sub'));`,
    },
  ],
  valid: [
    {
      name: "all three",
      sql: `${INSERT}${SELECT}create policy "Replace" on storage.objects for update to authenticated using (
  ${OWN});`,
    },
    {
      name: "one policy for all commands",
      sql: `create policy "Own files" on storage.objects to authenticated using (
  ${OWN});`,
    },
  ],
};
