import { covers } from "../../analysis/database-analysis.ts";
import {
  folderTestsIn,
  objectPolicies,
  type StoragePolicy,
  shareBucket,
} from "../../analysis/storage-policies.ts";
import type { AuditSubject, Rule } from "../rule.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const storageFolderMisplaced: Rule = {
  id: "storage-folder-misplaced",
  level: "error",
  title: "A policy of Storage looks for the folder in the wrong place",
  why: "storage.foldername(name) counts from 1. Inside a subquery, name is the other table's column if that has one. And where uploads are checked by one folder and reads by another, whoever chooses a file's name chooses whose it is.",
  help: "Compare (storage.foldername(objects.name))[1], the same in all policies of the bucket.",
  *check(subject) {
    const policies = objectPolicies(subject);
    for (const one of policies) {
      const fault = faultOf(one, { policies, subject });
      if (fault === undefined) continue;
      yield { object: policyObject(one), message: `The policy ${policyTitle(one)} ${fault}` };
    }
  },
};

interface Surroundings {
  readonly policies: readonly StoragePolicy[];
  readonly subject: AuditSubject;
}

function faultOf(one: StoragePolicy, { policies, subject }: Surroundings): string | undefined {
  const { context } = subject;
  const tests = folderTestsIn(one, context);
  const foreign = tests.find(({ foreignTable }) => foreignTable !== undefined);
  if (foreign !== undefined) {
    return `takes the name of ${foreign.foreignTable} for the file's: it says nothing of the file`;
  }
  if (tests.some(({ index }) => index < 1)) {
    return "compares folder 0, which is always NULL: folders count from 1";
  }
  const own = callersFolder(one, subject);
  if (own === undefined || covers(one.policy, "insert")) return undefined;
  const written = policies
    .filter((other) => covers(other.policy, "insert") && shareBucket(one, other))
    .flatMap((other) => callersFolder(other, subject) ?? []);
  if (written.length === 0 || written.includes(own)) return undefined;
  return `looks for the caller in folder ${own}, and uploads are let in by folder ${written.join(", ")}`;
}

/** The folder that is compared with the caller. */
function callersFolder(one: StoragePolicy, { context }: AuditSubject): number | undefined {
  return folderTestsIn(one, context).find(({ withCaller }) => withCaller)?.index;
}
