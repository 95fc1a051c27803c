import type { Rule } from "../rule.ts";

export const secretInPublicVariable: Rule = {
  id: "secret-in-public-variable",
  level: "error",
  title: "A secret has a name that sends it to the browser",
  why: "NEXT_PUBLIC_, VITE_ and their like are built into what every visitor downloads. With the service key anyone reads every row.",
  help: "Rename the variable, rotate the secret, and use it on the server only.",
  *check({ project }) {
    for (const { place, file, line, name, kind } of project.secrets) {
      if (place !== "variable") continue;
      yield {
        object: { file, line },
        message: `${name} in ${file} holds ${kind}, and goes to the browser`,
      };
    }
  },
};
