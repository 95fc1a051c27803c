// The proof as SARIF: each leak with its request, and what is not proved as open.
import type { Judged } from "../../judged/judged.ts";
import {
  fingerprintOf,
  renderSarifLog,
  type SarifResult,
  type SarifRule,
} from "../../judged/sarif.ts";
import type { Proof } from "../proof.ts";
import { lastLine } from "./last-line.ts";
import { leaksByCause, sentenceOf } from "./leaks-by-cause.ts";

const LEAK: SarifRule = {
  id: "leak",
  title: "Somebody reaches rows that are not theirs",
  why: "A request with a real token, sent to a copy of the database, did what nobody meant.",
  help: "The request is given as a command line; rowlock audit --fix mends what can be mended.",
  level: "error",
};

const NOT_PROVED: SarifRule = {
  id: "not-proved",
  title: "Not shown to keep people apart",
  why: "What failed, could not be tried, or let not even its owner through shows nothing.",
  help: "The reason says what stood in the way.",
  level: "warning",
};

export interface ProofSarifOptions {
  readonly version: string;
  readonly judged: Judged;
}

export function renderProofSarif(proof: Proof, options: ProofSarifOptions): object {
  return renderSarifLog({
    ...options,
    tool: "rowlock prove",
    drift: proof.drift,
    rules: [LEAK, NOT_PROVED],
    results: [...leakResults(proof), ...openResults(proof)],
  });
}

function leakResults({ leaks }: Proof): readonly SarifResult[] {
  return leaksByCause(leaks).map((group) => {
    const [{ object, curl, fix, fault }] = group;
    const lines = [
      ...group.map(sentenceOf),
      `Because: ${fault.join(", ")}`,
      curl,
      ...(fix === null ? [] : [fix]),
    ];
    const fingerprint = fingerprintOf([LEAK.id, object, ...fault]);
    return { rule: LEAK.id, level: "error", message: lines.join("\n"), object, fingerprint };
  });
}

/** A run that can't be trusted, or that had nothing to try, is open as a whole. */
function openResults(proof: Proof): readonly SarifResult[] {
  const told = proof.unknown.map(
    ({ object, reason, verbs = [] }): SarifResult => ({
      rule: NOT_PROVED.id,
      level: "open",
      message: `${object}${verbs.length === 0 ? "" : ` (${verbs.join(", ")})`}: ${reason}`,
      object,
    }),
  );
  if (proof.trusted && proof.objects.length > 0) return told;
  return [
    { rule: NOT_PROVED.id, level: "open", message: lastLine(proof), object: "database" },
    ...told,
  ];
}
