// Looks whether a folder is empty, for what fills it as a whole. Changes nothing.
import { readdir } from "node:fs/promises";
import { loadProject, type Project } from "../../../config/project.ts";
import { rowlockError } from "../../../errors/registry.ts";

/** What an empty folder may hold: none of it is the app's. */
const NOTHING = new Set([".git", ".DS_Store"]);

const MOST_NAMES = 5;

export interface SurveyEmptyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @throws PROJECT_NOT_FOUND, INIT_NOT_EMPTY */
export async function surveyEmpty(
  directory: string,
  options: SurveyEmptyOptions,
): Promise<Project> {
  const project = await loadProject(directory, options);
  const found = (await readdir(project.directory)).filter((name) => !NOTHING.has(name)).sort();
  if (found.length === 0) return project;
  const more = found.length - MOST_NAMES;
  const names = found.slice(0, MOST_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
  throw rowlockError("INIT_NOT_EMPTY", {
    message: `${project.directory} is not empty: it holds ${names}`,
    hint: "Make the example in an empty folder (--dir names another); without --example, rowlock init adds to what is here",
  });
}
