// The list itself, for every page: only markup, no state.
import type { Task } from "./task.ts";

export interface TaskItem extends Task {
  /** Shown already, but not yet confirmed by the database. */
  readonly saving?: boolean;
}

export function TaskItems({ tasks }: { readonly tasks: readonly TaskItem[] }) {
  if (tasks.length === 0) {
    return (
      <div className="empty">
        <p>Nothing to do yet.</p>
        <p>Add the first task above.</p>
      </div>
    );
  }
  return (
    <ul className="tasks" aria-label="Your tasks">
      {tasks.map(({ id, name, saving = false }) => (
        <li key={id} className="task" data-saving={saving || undefined}>
          <span>{name}</span>
          {saving && <small>Saving…</small>}
        </li>
      ))}
    </ul>
  );
}
