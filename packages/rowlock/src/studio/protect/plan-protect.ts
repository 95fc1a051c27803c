// The protection of one table, planned by the policy room on a connection of its own.
// Guarantee: planning only reads. What the plan can't decide is told at the form's field that decides it.
import { withClient } from "../../database/pool/with-client.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { type Protection, protectTables } from "../../policy/protect/protect-tables.ts";
import {
  intentOf,
  type ProtectArguments,
  type ProtectShape,
  readProtectShape,
} from "../../policy/protect/shape.ts";
import { formError } from "../studio-error.ts";
import type { ProtectRequest } from "../wire/protect.ts";

export interface PlannedProtection {
  readonly protection: Protection;
  readonly intent: ReturnType<typeof intentOf>;
}

export const PLAN_TIMEOUT_MS = 30_000;

/** @throws STUDIO_FORM_INVALID with the field, a PostgresError or DATABASE_UNREACHABLE */
export async function planProtect(
  request: ProtectRequest,
  { connectionString }: { readonly connectionString: string },
): Promise<PlannedProtection> {
  try {
    const shape = shapeOf(request);
    const protection = await withClient(connectionString, async (client) => {
      await client.query(`set statement_timeout = ${PLAN_TIMEOUT_MS}`);
      return protectTables(client, [`${request.schema}.${request.table}`], shape);
    });
    return { protection, intent: intentOf(shape) };
  } catch (error) {
    throw atItsField(error, request);
  }
}

function shapeOf(request: ProtectRequest): ProtectShape {
  const { write, role, existing } = request;
  return readProtectShape({
    ...ownerOf(request),
    column: request.column || undefined,
    read: request.read,
    write: write === "role" ? `role:${role}` : write,
    native: request.native,
    replace: request.replace,
    ...(typeof existing === "object" ? { existingOwner: existing.owner } : { existing }),
  });
}

function ownerOf({ owner, memberships, through, personal }: ProtectRequest): ProtectArguments {
  switch (owner) {
    case "members":
      return { memberOf: memberships };
    case "through":
      return { ownerThrough: through };
    case "organization":
      return { owner: "org", personal };
    case "user":
      // Not said in so many words: a table may name its users by their row in another.
      return {};
  }
}

/** The room's hints speak of the command's flags; the form has fields for them. */
function atItsField(error: unknown, { owner, existing }: ProtectRequest): unknown {
  if (!(error instanceof RowlockError)) return error;
  const { message, details } = error;
  switch (error.code) {
    case "PROTECT_EXISTING_ROWS":
      return formError(
        "existing",
        "There are rows that belong to nobody: say what becomes of them",
      );
    case "PROTECT_COLUMN":
      return formError("column", [message, details].filter(Boolean).join(". To change it: "));
    case "PROTECT_POLICIES":
      return formError("replace", [message, details].filter(Boolean).join(": "));
    case "PROTECT_MEMBERSHIP":
      return owner === "members"
        ? formError("memberships", message, error.hint)
        : formError(owner === "through" ? "through" : "column", message);
    case "USAGE":
      return typeof existing === "object"
        ? formError("existing", "That is no id of Clerk's: they begin with user_ or org_")
        : formError("owner", message);
    default:
      return error;
  }
}
