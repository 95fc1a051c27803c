// The guide's own client, word for word in what it does: no library, a wrapped fetch, one client per rendering.
"use client";

import { useSession, useUser } from "@clerk/nextjs";
import { createClient } from "@supabase/supabase-js";
import { type FormEvent, useEffect, useState } from "react";

interface Task {
  id: number;
  name: string;
}

export default function Home() {
  const [tasks, setTasks] = useState<Task[]>([]);
  const [loading, setLoading] = useState(true);
  const [name, setName] = useState("");
  const { user } = useUser();
  const { session } = useSession();

  function createClerkSupabaseClient() {
    return createClient(
      process.env.NEXT_PUBLIC_SUPABASE_URL as string,
      process.env.NEXT_PUBLIC_SUPABASE_KEY as string,
      {
        global: {
          fetch: async (url, options = {}) => {
            const clerkToken = await session?.getToken({ template: "supabase" });
            const headers = new Headers(options?.headers);
            headers.set("Authorization", `Bearer ${clerkToken}`);
            return fetch(url, { ...options, headers });
          },
        },
      },
    );
  }

  const client = createClerkSupabaseClient();

  // biome-ignore lint/correctness/useExhaustiveDependencies: as in the guide, a new client does not load again
  useEffect(() => {
    if (!user) return;

    async function loadTasks() {
      setLoading(true);
      const { data, error } = await client.from("tasks").select();
      if (!error) setTasks(data);
      setLoading(false);
    }

    loadTasks();
  }, [user]);

  async function createTask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    await client.from("tasks").insert({ name });
    window.location.reload();
  }

  return (
    <div>
      <h1>Tasks</h1>
      {loading && <p>Loading...</p>}
      {!loading && tasks.length > 0 && tasks.map((task) => <p key={task.id}>{task.name}</p>)}
      {!loading && tasks.length === 0 && <p>No tasks found</p>}
      <form onSubmit={createTask}>
        <input
          type="text"
          name="name"
          placeholder="Enter new task"
          onChange={(event) => setName(event.target.value)}
          value={name}
        />
        <button type="submit">Add</button>
      </form>
    </div>
  );
}
