import {
  callersOf,
  reachableRoutines,
  routineObject,
  routineTitle,
} from "../../analysis/routines.ts";
import { withoutComments } from "../../expression/routine-body.ts";
import type { Level, Rule } from "../rule.ts";

export const functionDynamicSql: Rule = {
  id: "function-dynamic-sql",
  level: "error",
  title: "A function that requests can call runs SQL that it builds",
  why: "What is pasted into SQL is SQL. As SECURITY DEFINER it runs with the owner's rights; as SECURITY INVOKER it can still change the role.",
  help: "Write the statement out. Where it must be built, use format() with %I and %L, and USING for values.",
  *check(subject) {
    for (const routine of reachableRoutines(subject)) {
      if (routine.language !== "plpgsql") continue;
      const level = dangerOf(withoutComments(routine.source));
      if (level === undefined) continue;
      yield {
        object: routineObject(routine),
        level,
        message: `${callersOf(routine, subject).join(" and ")} can call ${routineTitle(routine)}, which runs SQL that it builds`,
      };
    }
  },
};

/** A constant is no danger; quoting by format() is little; anything pasted in is. */
function dangerOf(source: string): Level | undefined {
  const statements = [...source.matchAll(/\bexecute\s+(?<rest>[^;]*)/gi)].map(
    (match) => match.groups?.rest ?? "",
  );
  let level: Level | undefined;
  for (const rest of statements) {
    const [built = ""] = rest.split(/\b(?:using|into)\b/i);
    if (/^'(?:[^']|'')*'\s*$/.test(built)) continue;
    const formatted = /^format\s*\(\s*'(?<pattern>(?:[^']|'')*)'/i.exec(built)?.groups?.pattern;
    const quoted = formatted !== undefined && !formatted.includes("%s") && !built.includes("||");
    if (!quoted) return "error";
    level = "info";
  }
  return level;
}
