import type { Rule } from "../rule.ts";

export const extensionInServedSchema: Rule = {
  id: "extension-in-served-schema",
  level: "info",
  title: "An extension's functions are in a schema that is served",
  why: "Everyone can call them over the Data API, and some of them do more than they seem to.",
  help: "Move it: alter extension NAME set schema extensions.",
  *check({ model, exposedSchemas, requestRoles }) {
    for (const schema of exposedSchemas) {
      const reachable = model.routines.filter(
        (one) =>
          one.fromExtension &&
          one.schema === schema &&
          one.executableBy.some((role) => requestRoles.includes(role)),
      );
      if (reachable.length === 0) continue;
      yield {
        object: { schema },
        message: `${reachable.length} functions of extensions in ${schema} can be called by requests`,
      };
    }
  },
};
