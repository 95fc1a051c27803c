// The server side way: the page is rendered with the user's rows in it, and a Server Action adds one.
import { auth } from "@clerk/nextjs/server";
import type { Metadata } from "next";
import { PageHead } from "../../site/page-head.tsx";
import { Welcome } from "../../site/welcome.tsx";
import { describeProblem } from "../../tasks/describe-problem.ts";
import { TaskItems } from "../../tasks/task-items.tsx";
import { AddTaskForm } from "./AddTaskForm.tsx";
import { createClerkSupabaseClientSsr } from "./client.ts";

export const metadata: Metadata = { title: "Server side" };

export default async function ServerTasksPage() {
  const { isAuthenticated } = await auth();
  if (!isAuthenticated) return <Welcome />;
  return (
    <>
      <PageHead title="Your tasks">
        Rendered on the server with your token; a Server Action adds to it.
      </PageHead>
      <section className="card">
        <AddTaskForm />
        <ServerTasks />
      </section>
    </>
  );
}

async function ServerTasks() {
  const supabase = await createClerkSupabaseClientSsr();
  const { data, error } = await supabase.from("tasks").select("id, name").order("id");
  if (!error) return <TaskItems tasks={data} />;
  return (
    <div className="empty" role="alert">
      <p>{describeProblem(error)}</p>
    </div>
  );
}
