// The client side way: the browser asks Supabase itself, with the signed-in user's token.
"use client";

import { useSession, useUser } from "@clerk/nextjs";
import { TaskForm } from "./task-form.tsx";
import { TaskItems } from "./task-items.tsx";
import { type TaskTable, useTasks } from "./use-tasks.ts";

export function ClientTasks({ table }: { readonly table: TaskTable }) {
  const { user } = useUser();
  const { session } = useSession();
  if (!user || !session) {
    return (
      <section className="card" aria-busy="true">
        <div className="add-loading" />
        <TasksLoading />
      </section>
    );
  }
  // Another session is another component: nothing of the last one's state is left.
  return <TasksOfSession key={session.id} session={session} table={table} />;
}

interface TasksOfSessionProps {
  readonly session: Parameters<typeof useTasks>[0];
  readonly table: TaskTable;
}

function TasksOfSession({ session, table }: TasksOfSessionProps) {
  const { items, problem, add, reload } = useTasks(session, table);
  return (
    <section className="card">
      <TaskForm add={add} />
      {problem ? (
        <div className="empty" role="alert">
          <p>{problem}</p>
          <button type="button" className="button quiet" onClick={() => void reload()}>
            Try again
          </button>
        </div>
      ) : items ? (
        <TaskItems tasks={items} />
      ) : (
        <TasksLoading />
      )}
    </section>
  );
}

function TasksLoading() {
  return (
    <div role="status">
      <span className="visually-hidden">Loading your tasks</span>
      <ul className="tasks" aria-hidden="true">
        <li className="task skeleton" />
        <li className="task skeleton" />
        <li className="task skeleton" />
      </ul>
    </div>
  );
}
