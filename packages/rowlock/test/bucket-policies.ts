// Policies of a bucket, and proofs of them, for the tests of how the prover tries Storage.
import type { Proof } from "../src/policy/prove/proof.ts";
import { type ProofLabOptions, proveSchema } from "./proof-lab.ts";

export const BUCKET = "insert into storage.buckets (id, name) values ('notes', 'notes');\n";
export const IN = "bucket_id = 'notes'";
export const ME = "(select auth.jwt() ->> 'sub')";
export const OWN = `${IN} and (storage.foldername(name))[1] = ${ME}`;

export type Clause = Readonly<
  Partial<Record<"select" | "insert" | "update" | "delete" | "all", string>>
>;

export function policies(clauses: Clause, role = "authenticated"): string {
  const text = Object.entries(clauses).map(([command, test]) => {
    const using = command === "insert" ? "" : `using (${test})`;
    const check = command === "insert" || command === "all" ? `with check (${test})` : "";
    return `create policy "${command} files" on storage.objects for ${command} to ${role} ${using} ${check};`;
  });
  return BUCKET + text.join("\n");
}

export const EACH_OWN: Clause = { select: OWN, insert: OWN, update: OWN, delete: OWN };

/** Without the controls: what it says of leaks and of what is unknown is the same, and it takes a fifth of the time. */
export function tryBuckets(schema: string, options: ProofLabOptions = {}): Promise<Proof> {
  return proveSchema(schema, { ...options, withoutControls: true });
}

export function leaksOf({ leaks }: Proof): readonly string[] {
  return leaks.map(({ object, verb }) => `${object}: ${verb}`).sort();
}
