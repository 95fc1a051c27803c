// The policies of one bucket, planned by the policy room on a connection of its own. Guarantee: planning only reads.
import { withClient } from "../../database/pool/with-client.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { protectBucket } from "../../policy/protect/protect-bucket.ts";
import type { Protection } from "../../policy/protect/protect-tables.ts";
import { readProtectShape } from "../../policy/protect/shape.ts";
import { formError } from "../studio-error.ts";
import type { ProtectBucketRequest } from "../wire/protect.ts";
import { PLAN_TIMEOUT_MS } from "./plan-protect.ts";

/** @throws STUDIO_FORM_INVALID with the field, a PostgresError or DATABASE_UNREACHABLE */
export async function planProtectBucket(
  request: ProtectBucketRequest,
  { connectionString }: { readonly connectionString: string },
): Promise<Protection> {
  const { bucket, owner, personal, read, write, role, native, replace } = request;
  try {
    const shape = readProtectShape({
      ...(owner === "organization" ? { owner: "org", personal } : {}),
      read,
      write: write === "role" ? `role:${role}` : write,
      native,
      replace,
    });
    return await withClient(connectionString, async (client) => {
      await client.query(`set statement_timeout = ${PLAN_TIMEOUT_MS}`);
      return protectBucket(client, bucket, shape);
    });
  } catch (error) {
    if (!(error instanceof RowlockError) || error.code !== "PROTECT_POLICIES") throw error;
    const words = [error.message, error.details].filter(Boolean).join(": ");
    throw formError("replace", words, error.hint);
  }
}
