import { expect, test } from "vitest";
import { serviceRoleUses } from "./service-role-uses.ts";

test("serviceRoleUses() finds tables in files that name the key, or import one that does", () => {
  const files = new Map([
    ["src/lib/admin/index.ts", "createClient(url, process.env.SUPABASE_SERVICE_KEY)"],
    [
      "src/jobs.ts",
      `import { admin } from "@/lib/admin";
       await admin.from("users").upsert(rows);
       await admin
         .from('logs')
         .insert(row);
       await admin.storage.from("avatars").remove([path]);`,
    ],
    [
      "supabase/functions/hook/index.ts",
      'Deno.env.get("SUPABASE_SERVICE_ROLE_KEY"); c.from("users").delete()',
    ],
    ["src/page.tsx", 'import { anon } from "@/lib/client"; anon.from("notes").select()'],
    [".env.local", "SUPABASE_SERVICE_ROLE_KEY=x"],
  ]);
  expect(serviceRoleUses(files)).toEqual([
    { table: "users", file: "src/jobs.ts", privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"] },
    { table: "logs", file: "src/jobs.ts", privileges: ["SELECT", "INSERT"] },
  ]);
});
