// The tasks of one session in the browser: loaded at first, and again after each addition.
"use client";

import { useClerkSupabaseClient } from "@rowlock/client/react";
import { useCallback, useEffect, useOptimistic, useState } from "react";
import { describeProblem } from "./describe-problem.ts";
import { parseTaskName, type Task } from "./task.ts";
import type { AddTask } from "./task-form.tsx";
import type { TaskItem } from "./task-items.tsx";
import { tokenTemplate } from "./token-template.ts";

export interface Tasks {
  /** Nothing yet while they are on their way. */
  readonly items: readonly TaskItem[] | undefined;
  readonly problem: string | undefined;
  readonly add: AddTask;
  readonly reload: () => Promise<void>;
}

export function useTasks(session: Parameters<typeof useClerkSupabaseClient>[0]): Tasks {
  const supabase = useClerkSupabaseClient(session, { template: tokenTemplate });
  const [tasks, setTasks] = useState<readonly Task[]>();
  const [problem, setProblem] = useState<string>();
  const [items, showAtOnce] = useOptimistic(
    tasks,
    (known: readonly TaskItem[] = [], name: string): readonly TaskItem[] => [
      ...known,
      { id: -known.length - 1, name, saving: true },
    ],
  );

  const reload = useCallback(async () => {
    const { data, error } = await supabase.from("tasks").select("id, name").order("id");
    setProblem(error ? describeProblem(error) : undefined);
    if (data) setTasks(data);
  }, [supabase]);

  useEffect(() => {
    void reload();
  }, [reload]);

  async function add(input: string): Promise<string | undefined> {
    const task = parseTaskName(input);
    if ("problem" in task) return task.problem;
    showAtOnce(task.name);
    const { error } = await supabase.from("tasks").insert({ name: task.name });
    if (error) return describeProblem(error);
    await reload();
    return undefined;
  }

  return { items, problem, add, reload };
}
