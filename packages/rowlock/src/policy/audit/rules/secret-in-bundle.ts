import type { Rule } from "../rule.ts";

export const secretInBundle: Rule = {
  id: "secret-in-bundle",
  level: "error",
  title: "A built bundle holds a secret",
  why: "What lies in a bundle every visitor can read.",
  help: "Rotate the secret, take it out of the code that runs in the browser, and build again.",
  *check({ project }) {
    for (const { place, file, line, kind } of project.secrets) {
      if (place !== "bundle") continue;
      yield { object: { file, line }, message: `${file} holds ${kind}` };
    }
  },
};
