// The client side way, for those who are signed in; for others, what this is.
import { Show } from "@clerk/nextjs";
import { PageHead } from "../site/page-head.tsx";
import { Welcome } from "../site/welcome.tsx";
import { ClientTasks } from "../tasks/client-tasks.tsx";

export default function ClientTasksPage() {
  return (
    <Show when="signed-in" fallback={<Welcome />}>
      <PageHead title="Your tasks">
        Your browser asks the database itself, with your token.
      </PageHead>
      <ClientTasks table="tasks" />
    </Show>
  );
}
