// How a finding's object is called in a line of text.
import type { FoundObject } from "./rule.ts";

/** Such as `public.tasks, policy "See"`. */
export function objectTitle(object: FoundObject): string {
  const { schema, policy, column, role, template, file, line } = object;
  const name = object.table ?? object.view ?? object.function;
  const place =
    name === undefined
      ? schema === undefined
        ? []
        : [`schema ${schema}`]
      : [schema ? `${schema}.${name}` : name];
  const parts = [
    ...place,
    ...(policy === undefined ? [] : [`policy "${policy}"`]),
    ...(column === undefined ? [] : [`column ${column}`]),
    ...(role === undefined ? [] : [`role ${role}`]),
    ...(template === undefined ? [] : [`template ${template}`]),
    ...(file === undefined ? [] : [line === undefined ? file : `${file}:${line}`]),
  ];
  return parts.join(", ");
}
