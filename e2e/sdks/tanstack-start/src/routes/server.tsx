import { auth } from "@clerk/tanstack-react-start/server";
import { createClient } from "@supabase/supabase-js";
import { createFileRoute } from "@tanstack/react-router";
import { createServerFn } from "@tanstack/react-start";

interface Task {
  readonly id: number;
  readonly name: string;
}

const readTasks = createServerFn().handler(async () => {
  const { getToken } = await auth();
  const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_KEY!, {
    accessToken: () => getToken({ template: "supabase" }),
  });
  const { data } = await supabase.from("tasks").select();
  return (data ?? []) as readonly Task[];
});

export const Route = createFileRoute("/server")({
  loader: () => readTasks(),
  component: ServerPage,
});

function ServerPage() {
  return (
    <ul aria-label="Tasks">
      {Route.useLoaderData().map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
