// Compiled, never run: what Clerk's SDKs give fits, and the tables of a generated Database type are known.
import type { useSession } from "@clerk/nextjs";
import type { auth } from "@clerk/nextjs/server";
import type { useSession as useReactSession } from "@clerk/react";
import type { SupabaseClient } from "@supabase/supabase-js";
import { expectTypeOf } from "vitest";
import type { ClerkSession, CurrentSession } from "./clerk-session.ts";
import { createClerkSupabaseClient } from "./create-clerk-supabase-client.ts";
import { createClerkSupabaseClientSsr } from "./nextjs/index.ts";
import { useClerkSupabaseClient } from "./react/index.ts";

expectTypeOf<ReturnType<typeof useSession>["session"]>().toExtend<CurrentSession>();
expectTypeOf<ReturnType<typeof useReactSession>["session"]>().toExtend<CurrentSession>();
expectTypeOf<Awaited<ReturnType<typeof auth>>["getToken"]>().toExtend<ClerkSession["getToken"]>();

interface Database {
  public: {
    Tables: {
      tasks: {
        Row: { id: number; name: string };
        Insert: { name: string };
        Update: { name?: string };
        Relationships: [];
      };
    };
    Views: Record<never, never>;
    Functions: Record<never, never>;
  };
}

const project = { url: "http://127.0.0.1:1", key: "key" };
const typed = createClerkSupabaseClient<Database>({ ...project, session: null });
expectTypeOf(typed).toExtend<SupabaseClient<Database>>();
const { data } = await typed.from("tasks").select().single();
expectTypeOf(data).toEqualTypeOf<{ id: number; name: string } | null>();
// @ts-expect-error there is no such table
typed.from("nothing");

expectTypeOf(
  createClerkSupabaseClient({ ...project, session: () => null }),
).toExtend<SupabaseClient>();
expectTypeOf(useClerkSupabaseClient<Database>).returns.toExtend<SupabaseClient<Database>>();
expectTypeOf(await createClerkSupabaseClientSsr<Database>()).toExtend<SupabaseClient<Database>>();
// @ts-expect-error the token is not for the caller to give
createClerkSupabaseClient({ ...project, session: null, options: { accessToken: async () => "" } });
