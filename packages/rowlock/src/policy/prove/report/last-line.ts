// The one line that says it all, in three forms: proved, leaks, not proved.
import { plural } from "../../text/terminal-text.ts";
import type { Proof } from "../proof.ts";

export function lastLine(proof: Proof): string {
  const { verdict, leaks, objects, notProved, drift, requests, controls, trusted } = proof;
  const what = `${plural(objects.length, "object")}, ${requests} requests, ${plural(controls.length, "control")}`;
  const left = notProved.length === 0 ? "" : `; not proved: ${notProved.length} of ${what}`;
  const differing = drift.length === 0 ? "" : `; ${plural(drift.length, "difference")}`;
  switch (verdict) {
    case "proved":
      return `Each sees only what is theirs: ${what}`;
    case "leaks":
      return left === ""
        ? `${plural(leaks.length, "leak")} in ${what}${differing}`
        : `${plural(leaks.length, "leak")}${left}${differing}`;
    case "not proved":
      if (objects.length === 0)
        return "Not proved: no table, view or function is served, so there is nothing to try";
      if (trusted && notProved.length === 0)
        return `Not proved, for ${plural(drift.length, "difference")}; no leak found in ${what}`;
      return trusted
        ? `Not proved: ${notProved.length} of ${what}${differing}; no leak found`
        : `Not proved, because the run's own controls did not hold: ${what}`;
  }
}
