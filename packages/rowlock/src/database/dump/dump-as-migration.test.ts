import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { applyMigrations } from "../migrations/apply-migrations.ts";
import { dumpAsMigration } from "./dump-as-migration.ts";

const entry = (header: string, statement: string) =>
  `--\n-- Name: ${header}; Owner: -\n--\n\n${statement}\n\n\n`;

// As pg_dump --no-owner writes it of a hosted project, shortened.
const DUMP = `--
-- PostgreSQL database dump
--

-- Dumped from database version 17.4

SET statement_timeout = 0;
SET transaction_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

${[
  entry("auth; Type: SCHEMA; Schema: -", "CREATE SCHEMA auth;"),
  entry("billing; Type: SCHEMA; Schema: -", "CREATE SCHEMA billing;"),
  entry("SCHEMA public; Type: COMMENT; Schema: -", "COMMENT ON SCHEMA public IS 'standard';"),
  entry(
    "pgcrypto; Type: EXTENSION; Schema: -",
    "CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;",
  ),
  entry(
    "EXTENSION pgcrypto; Type: COMMENT; Schema: -",
    "COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';",
  ),
  entry(
    "supabase_vault; Type: EXTENSION; Schema: -",
    "CREATE EXTENSION IF NOT EXISTS supabase_vault WITH SCHEMA vault;",
  ),
  entry("mood; Type: TYPE; Schema: public", "CREATE TYPE public.mood AS ENUM (\n    'sad'\n);"),
  entry(
    "jwt(); Type: FUNCTION; Schema: auth",
    "CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql AS $$ select 'platform'::jsonb $$;",
  ),
  entry(
    "welcome(); Type: FUNCTION; Schema: public",
    `CREATE FUNCTION public.welcome() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
--
-- Name: users; Type: TABLE; Schema: auth; Owner: -
--
  insert into public.notes (id, mood) values (new.id, 'sad');
  return new;
end $$;`,
  ),
  "SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n\n",
  entry("users; Type: TABLE; Schema: auth", "CREATE TABLE auth.users (\n    id uuid NOT NULL\n);"),
  entry(
    "notes; Type: TABLE; Schema: public",
    "CREATE TABLE public.notes (\n    id uuid NOT NULL,\n    mood public.mood\n);",
  ),
  entry("TABLE notes; Type: COMMENT; Schema: public", "COMMENT ON TABLE public.notes IS 'Ours';"),
  entry(
    "notes notes_pkey; Type: CONSTRAINT; Schema: public",
    "ALTER TABLE ONLY public.notes\n    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);",
  ),
  entry(
    "users on_sign_up; Type: TRIGGER; Schema: auth",
    "CREATE TRIGGER on_sign_up AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.welcome();",
  ),
  entry(
    "objects update_objects_updated_at; Type: TRIGGER; Schema: storage",
    "CREATE TRIGGER update_objects_updated_at BEFORE UPDATE ON storage.objects FOR EACH ROW EXECUTE FUNCTION storage.update_updated_at_column();",
  ),
  entry(
    "notes notes_id_fkey; Type: FK CONSTRAINT; Schema: public",
    "ALTER TABLE ONLY public.notes\n    ADD CONSTRAINT notes_id_fkey FOREIGN KEY (id) REFERENCES auth.users(id) ON DELETE CASCADE;",
  ),
  entry(
    "notes own; Type: POLICY; Schema: public",
    "CREATE POLICY own ON public.notes TO authenticated, editor USING ((( SELECT auth.uid() AS uid) = id));",
  ),
  entry(
    "notes; Type: ROW SECURITY; Schema: public",
    "ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;",
  ),
  entry(
    "objects mine; Type: POLICY; Schema: storage",
    "CREATE POLICY mine ON storage.objects FOR SELECT USING ((bucket_id = 'avatars'::text));",
  ),
  entry(
    "users; Type: ROW SECURITY; Schema: auth",
    "ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;",
  ),
  entry(
    "supabase_realtime; Type: PUBLICATION; Schema: -",
    "CREATE PUBLICATION supabase_realtime WITH (publish = 'insert, update, delete, truncate');",
  ),
  entry(
    "supabase_realtime notes; Type: PUBLICATION TABLE; Schema: public",
    "ALTER PUBLICATION supabase_realtime ADD TABLE ONLY public.notes;",
  ),
  entry(
    "SCHEMA auth; Type: ACL; Schema: -",
    "GRANT USAGE ON SCHEMA auth TO anon;\nGRANT ALL ON SCHEMA auth TO supabase_auth_admin;",
  ),
  entry("SCHEMA public; Type: ACL; Schema: -", "GRANT USAGE ON SCHEMA public TO anon;"),
  entry(
    "TABLE notes; Type: ACL; Schema: public",
    "GRANT ALL ON TABLE public.notes TO authenticated;\nSET SESSION AUTHORIZATION supabase_admin;\nGRANT SELECT ON TABLE public.notes TO editor;\nRESET SESSION AUTHORIZATION;",
  ),
  entry(
    "DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public",
    "ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES TO anon;",
  ),
  entry(
    "DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public",
    "ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON TABLES TO anon;",
  ),
  entry(
    "USER MAPPING far SERVER there; Type: USER MAPPING; Schema: -",
    "CREATE USER MAPPING FOR postgres SERVER there OPTIONS (password 'hush');",
  ),
  entry(
    "pgrst_ddl_watch; Type: EVENT TRIGGER; Schema: -",
    "CREATE EVENT TRIGGER pgrst_ddl_watch ON ddl_command_end\n   EXECUTE FUNCTION extensions.pgrst_ddl_watch();",
  ),
  entry(
    "mine; Type: EVENT TRIGGER; Schema: -",
    "CREATE EVENT TRIGGER mine ON sql_drop\n   EXECUTE FUNCTION public.watch();",
  ),
].join("")}--
-- PostgreSQL database dump complete
--

`;

const made = () => dumpAsMigration(DUMP, { roles: ["editor", "unnamed"], login: "postgres" });

describe("dumpAsMigration()", () => {
  test("keeps what is the app's, and nothing of the platform's or of other owners", () => {
    const { text } = made();
    for (const kept of [
      "CREATE SCHEMA billing",
      "WITH SCHEMA vault",
      "CREATE TRIGGER on_sign_up",
      "CREATE POLICY mine ON storage.objects",
      "ALTER PUBLICATION supabase_realtime ADD TABLE",
      "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon",
      'create role "editor" nologin',
      "-- Name: users; Type: TABLE; Schema: auth",
    ]) {
      expect(text).toContain(kept);
    }
    expect(text).not.toMatch(
      /schema auth\b|table auth\.users|function auth\.jwt|update_objects|create publication|comment on (schema|extension)|for role|authorization|hush|unnamed|event trigger|transaction_timeout/i,
    );
  });

  test("says what it left out and the platform does not bring", () => {
    expect(made().leftOut).toEqual(["USER MAPPING far SERVER there", "event trigger mine"]);
  });

  describe("on an empty project", () => {
    let database: TestDatabase;
    let supabaseDirectory: string;

    beforeAll(async () => {
      database = await createTestDatabase();
      supabaseDirectory = await mkdtemp(join(tmpdir(), "rowlock-dump-"));
      await mkdir(join(supabaseDirectory, "migrations"));
    });
    afterAll(async () => {
      await database?.drop();
      await rm(supabaseDirectory, { recursive: true });
    });

    test("applies, as the database's owner", async () => {
      await writeFile(join(supabaseDirectory, "migrations", "1_remote_schema.sql"), made().text);
      await applyMigrations({ connectionString: database.ownerUrl, supabaseDirectory });
      await database.query("insert into auth.users (id) values (gen_random_uuid())");
      const { rows } = await database.query(
        `select (select count(*)::int from notes) as notes,
           (select count(*)::int from pg_policies where schemaname in ('public', 'storage')) as policies,
           has_table_privilege('editor', 'notes', 'select') as granted`,
      );
      expect(rows[0]).toEqual({ notes: 1, policies: 2, granted: true });
    });
  });
});
