"use server";

import { revalidatePath } from "next/cache";
import { describeProblem } from "../../tasks/describe-problem.ts";
import { parseTaskName } from "../../tasks/task.ts";
import { createClerkSupabaseClientSsr } from "./client.ts";

/** Adds a task of the signed-in user; says why when it can't. Anyone can call an action, so the input is checked. */
export async function addTask(input: string): Promise<string | undefined> {
  const task = parseTaskName(input);
  if ("problem" in task) return task.problem;
  const supabase = await createClerkSupabaseClientSsr();
  const { error } = await supabase.from("tasks").insert({ name: task.name });
  if (error) return describeProblem(error);
  revalidatePath("/ssr");
  return undefined;
}
