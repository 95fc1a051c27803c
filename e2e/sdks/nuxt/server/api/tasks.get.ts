import { createClient } from "@supabase/supabase-js";

export default defineEventHandler(async (event) => {
  const { getToken } = event.context.auth();
  const { supabaseUrl, supabaseKey } = useRuntimeConfig().public;
  const supabase = createClient(supabaseUrl, supabaseKey, {
    accessToken: () => getToken({ template: "supabase" }),
  });
  const { data } = await supabase.from("tasks").select();
  return data ?? [];
});
