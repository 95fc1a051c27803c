import { auth } from "@clerk/nextjs/server";
import { createClient } from "@supabase/supabase-js";

export default async function ServerPage() {
  const { getToken } = await auth();
  const supabase = createClient(
    process.env.NEXT_PUBLIC_SUPABASE_URL!,
    process.env.NEXT_PUBLIC_SUPABASE_KEY!,
    { accessToken: () => getToken({ template: "supabase" }) },
  );
  const { data } = await supabase.from("tasks").select();
  return (
    <ul aria-label="Tasks">
      {data?.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
