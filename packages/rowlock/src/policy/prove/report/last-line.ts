// The one line that says it all, in three forms: proved, leaks, not proved.
import { plural } from "../../audit/output/terminal.ts";
import type { Proof } from "../proof.ts";

export function lastLine(proof: Proof): string {
  const { verdict, leaks, objects, notProved, requests, controls, trusted } = proof;
  const what = `${plural(objects.length, "object")}, ${requests} requests, ${plural(controls.length, "control")}`;
  const left = notProved.length === 0 ? "" : `; not proved: ${notProved.length} of ${what}`;
  switch (verdict) {
    case "proved":
      return `Each sees only what is theirs: ${what}`;
    case "leaks":
      return left === ""
        ? `${plural(leaks.length, "leak")} in ${what}`
        : `${plural(leaks.length, "leak")}${left}`;
    case "not proved":
      if (objects.length === 0)
        return "Not proved: no table, view or function is served, so there is nothing to try";
      return trusted
        ? `Not proved: ${notProved.length} of ${what}; no leak found`
        : `Not proved, because the run's own controls did not hold: ${what}`;
  }
}
