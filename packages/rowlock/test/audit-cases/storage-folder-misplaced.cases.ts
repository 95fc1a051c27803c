import type { RuleCases } from "../rule-case.ts";

const ME = "(select auth.jwt() ->> 'sub')";
const INSERT = `create policy "Upload" on storage.objects for insert to authenticated with check (
  bucket_id = 'notes' and (storage.foldername(name))[1] = ${ME});
`;

export const cases: RuleCases = {
  invalid: [
    {
      name: "uploads by the first folder, reads by the second",
      sql: `${INSERT}create policy "Read" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and (storage.foldername(name))[2] = ${ME});`,
    },
    {
      name: "folders counted from 0",
      sql: `create policy "Read" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and (storage.foldername(name))[0] = ${ME});`,
    },
    {
      name: "the name of a table in the subquery",
      sql: `create table teams (id text primary key, name text, user_id text);
create policy "Read" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and exists (
    select 1 from teams where teams.user_id = ${ME} and (storage.foldername(name))[1] = teams.id));`,
    },
  ],
  valid: [
    {
      name: "the first folder, for uploads and reads",
      sql: `${INSERT}create policy "Read" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and (storage.foldername(name))[1] = ${ME});`,
    },
    {
      name: "the file's name in the subquery",
      sql: `create table teams (id text primary key, name text, user_id text);
create policy "Read" on storage.objects for select to authenticated using (
  bucket_id = 'notes' and exists (
    select 1 from teams where teams.user_id = ${ME} and (storage.foldername(objects.name))[1] = teams.id));`,
    },
    {
      name: "another bucket, ordered otherwise",
      sql: `${INSERT}create policy "Read drafts" on storage.objects for select to authenticated using (
  bucket_id = 'drafts' and (storage.foldername(name))[2] = ${ME});`,
    },
  ],
};
