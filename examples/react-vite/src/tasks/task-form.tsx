// The field and the button for a new task. What happens with the name is the caller's part.
import { type FormEvent, useId, useRef, useState, useTransition } from "react";
import { LONGEST_NAME } from "./task.ts";

/** Adds a task; gives what went wrong, in words, or nothing. */
export type AddTask = (name: string) => Promise<string | undefined>;

export function TaskForm({ add }: { readonly add: AddTask }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();

  function submit(event: FormEvent): void {
    event.preventDefault();
    setProblem(undefined);
    setName("");
    startTransition(async () => {
      const found = await add(name).catch(
        () => "The server can’t be reached. Try again in a moment.",
      );
      if (!found) return;
      // What was typed is not lost, unless something else has been typed since.
      setName((typed) => typed || name);
      setProblem(found);
      field.current?.focus();
    });
  }

  return (
    <form onSubmit={submit} className="add">
      <label htmlFor={id} className="visually-hidden">
        New task
      </label>
      <input
        ref={field}
        id={id}
        name="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        placeholder="What needs doing?"
        autoComplete="off"
        required
        maxLength={LONGEST_NAME}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`${id}-problem`}
      />
      <button type="submit" aria-busy={pending}>
        {pending ? "Adding…" : "Add"}
      </button>
      <p id={`${id}-problem`} role="alert" className="problem">
        {problem}
      </p>
    </form>
  );
}
