// The tasks of one table that a session may see: loaded at first, and again after each addition. A team's also when
// somebody else adds one.
"use client";

import { useClerkSupabaseClient } from "@rowlock/client/react";
import { useCallback, useEffect, useOptimistic, useState } from "react";
import { describeProblem } from "./describe-problem.ts";
import { parseTaskName, type Task } from "./task.ts";
import type { AddTask } from "./task-form.tsx";
import type { TaskItem } from "./task-items.tsx";
import { tokenTemplate } from "./token-template.ts";
import { useLiveRows } from "./use-live-rows.ts";

/** One’s own, or those of the active organization. Row level security tells whose a row is. */
export type TaskTable = "tasks" | "team_tasks";

export interface Tasks {
  /** Nothing yet while they are on their way. */
  readonly items: readonly TaskItem[] | undefined;
  readonly problem: string | undefined;
  readonly add: AddTask;
  readonly reload: () => Promise<void>;
}

type Session = Parameters<typeof useClerkSupabaseClient>[0];

export function useTasks(session: Session, table: TaskTable): Tasks {
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
    const { data, error } = await supabase.from(table).select("id, name").order("id");
    setProblem(error ? describeProblem(error) : undefined);
    if (data) setTasks(data);
  }, [supabase, table]);

  useEffect(() => {
    void reload();
  }, [reload]);

  useLiveRows({
    supabase,
    table: table === "team_tasks" ? table : undefined,
    onChange: reload,
  });

  async function add(input: string): Promise<string | undefined> {
    const task = parseTaskName(input);
    if ("problem" in task) return task.problem;
    showAtOnce(task.name);
    const { error } = await supabase.from(table).insert({ name: task.name });
    if (error) return describeProblem(error);
    await reload();
    return undefined;
  }

  return { items, problem, add, reload };
}
