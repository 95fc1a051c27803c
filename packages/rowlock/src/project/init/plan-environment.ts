// What `rowlock init` would do with .env.local, as data. Pure.
// Guarantee: an app that is set up for other services keeps working with them: a file that names their addresses or
// keys is left alone, because a mixture of theirs and ours would work with neither.
import { parseEnvironment } from "../environment/dotenv.ts";
import type { Environment } from "../environment/environment.ts";
import { splitBlock } from "../environment/environment-block.ts";
import { planEnvironmentFile } from "../environment/environment-file.ts";
import { startCommand } from "../environment/frameworks.ts";
import type { InitStep } from "./init-step.ts";
import { ENVIRONMENT_FILE, type Survey } from "./survey-project.ts";

export interface EnvironmentPlan {
  readonly steps: readonly InitStep[];
  readonly warnings: readonly string[];
}

export function planEnvironment({ environment, framework }: Survey): EnvironmentPlan {
  const { before, wanted, hasKeys, tracking, stronger } = environment;
  const run = `\`${startCommand(framework)}\` gives the app Rowlock's values all the same`;
  if (tracking === "tracked") {
    return {
      steps: [],
      warnings: [
        `${ENVIRONMENT_FILE} is tracked by git, so no key is written into it. Take it out with \`git rm --cached ${ENVIRONMENT_FILE}\` and run init again; ${run}`,
      ],
    };
  }
  const theirs = parseEnvironment(splitBlock(ENVIRONMENT_FILE, before).outside);
  const conflicts = conflictsOf(wanted, { theirs, hasKeys });
  if (conflicts.length > 0) {
    return {
      steps: [],
      warnings: [
        `${ENVIRONMENT_FILE} sets ${conflicts.join(", ")} itself and is left as it is, since half of each would work with neither. ${run}`,
      ],
    };
  }
  const overriding = Object.entries(stronger).flatMap(([file, content]) => {
    const names = conflictsOf(wanted, { theirs: content, hasKeys });
    return names.length === 0
      ? []
      : [`${file} sets ${names.join(", ")}, and wins over ${ENVIRONMENT_FILE}. ${run}`];
  });
  const after = planEnvironmentFile(ENVIRONMENT_FILE, { before, environment: wanted }).text;
  if (hasKeys && after === before) return { steps: [], warnings: overriding };
  const count = Object.keys(wanted).filter((name) => theirs[name] === undefined).length;
  const what = `${count} variables in a marked block${before === "" ? "" : ", the rest stays"}`;
  return {
    steps: [{ kind: "environment", path: ENVIRONMENT_FILE, what }],
    warnings: overriding,
  };
}

interface Theirs {
  readonly theirs: Environment;
  readonly hasKeys: boolean;
}

/** Names of addresses and keys that a file sets to other values. A taste, such as telemetry off, is no conflict. */
function conflictsOf(wanted: Environment, { theirs, hasKeys }: Theirs): readonly string[] {
  return Object.entries(wanted)
    .filter(([name]) => /_(URL|KEY)$/.test(name) && !/_SIGN_(IN|UP)_URL$/.test(name))
    .filter(([name, value]) => theirs[name] !== undefined && !(hasKeys && theirs[name] === value))
    .map(([name]) => name);
}
