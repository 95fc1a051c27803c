// Loaded before a program: has Node.js say on stderr which modules it loads, one a line.
import { register } from "node:module";

const hook = `
import { writeSync } from "node:fs";
export function load(url, context, next) {
  writeSync(2, "loads " + url + "\\n");
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
