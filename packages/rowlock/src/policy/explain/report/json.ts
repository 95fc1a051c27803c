// The explanation for programs: all of the data, with the verdict's words beside its facts.
import type { Explanation } from "../explanation.ts";
import { tellVerdict } from "../tell/tell-verdict.ts";
import type { Told } from "../tell/told.ts";

export type ExplanationJson = Omit<Explanation, "verdict"> & {
  readonly verdict: Explanation["verdict"] & Told;
};

export function explanationJson(explanation: Explanation): ExplanationJson {
  const { verdict } = explanation;
  return { ...explanation, verdict: { ...verdict, ...tellVerdict(verdict) } };
}
