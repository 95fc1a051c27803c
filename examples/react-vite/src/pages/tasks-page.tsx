// One's own tasks, for those who are signed in; for others, what this is.
import { Show } from "@clerk/react";
import { PageHead } from "../site/page-head.tsx";
import { Welcome } from "../site/welcome.tsx";
import { TaskList } from "../tasks/task-list.tsx";

export function TasksPage() {
  return (
    <>
      <title>Tasks</title>
      <Show when="signed-in" fallback={<Welcome />}>
        <PageHead title="Your tasks">
          Your browser asks the database itself, with your token.
        </PageHead>
        <TaskList table="tasks" />
      </Show>
    </>
  );
}
