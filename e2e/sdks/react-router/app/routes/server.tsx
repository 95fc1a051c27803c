import { getAuth } from "@clerk/react-router/server";
import { createClient } from "@supabase/supabase-js";
import { type LoaderFunctionArgs, useLoaderData } from "react-router";

interface Task {
  readonly id: number;
  readonly name: string;
}

export async function loader(args: LoaderFunctionArgs) {
  const { getToken } = await getAuth(args);
  const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_KEY!, {
    accessToken: () => getToken({ template: "supabase" }),
  });
  const { data } = await supabase.from("tasks").select();
  return { tasks: (data ?? []) as readonly Task[] };
}

export default function ServerPage() {
  const { tasks } = useLoaderData<typeof loader>();
  return (
    <ul aria-label="Tasks">
      {tasks.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
