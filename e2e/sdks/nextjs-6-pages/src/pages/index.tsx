import { useSession } from "@clerk/nextjs";
import { createClient } from "@supabase/supabase-js";
import { useEffect, useState } from "react";

export default function Home() {
  const { session } = useSession();
  const [tasks, setTasks] = useState<{ id: number; name: string }[]>();

  useEffect(() => {
    if (!session) return;
    const supabase = createClient(
      process.env.NEXT_PUBLIC_SUPABASE_URL!,
      process.env.NEXT_PUBLIC_SUPABASE_KEY!,
      { accessToken: () => session.getToken({ template: "supabase" }) },
    );
    supabase
      .from("tasks")
      .select()
      .then(({ data }) => setTasks(data ?? []));
  }, [session]);

  if (!session || !tasks) return <p>No tasks yet</p>;
  return (
    <ul aria-label="Tasks">
      {tasks.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
