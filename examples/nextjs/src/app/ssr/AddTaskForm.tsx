"use client";

import { TaskForm } from "../../tasks/task-form.tsx";
import { addTask } from "./actions.ts";

export function AddTaskForm() {
  return <TaskForm add={addTask} />;
}
