// /v1/waitlist_entries: who waits to be let in, and letting them in.
import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import { backendWaitlistEntryJson } from "../resources/waitlist-entry.ts";
import { deleteWaitlistEntryRow, isWaitlistOrder, listWaitlistEntries } from "../store/waitlist.ts";
import {
  inviteEntry,
  joinWaitlist,
  rejectEntry,
  requireEntry,
  requireNoUser,
} from "../waitlist/waitlist.ts";
import type { Work } from "../work.ts";
import { change, orderOf, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const BASE = "/waitlist_entries";
const MAX_AT_ONCE = 50;

export function waitlistRoutes(app: BackendApp): void {
  route(app, ["GET", BASE], async (call) => {
    const { data, total } = await listWaitlistEntries(call.instance.database, {
      filter: {
        status: call.query.text("status") || undefined,
        text: call.query.text("query") || undefined,
      },
      ...orderOf(call, isWaitlistOrder, { orderBy: "created_at", descending: true }),
      ...pageOf(call),
    });
    return pageJson(
      data.map((entry) => backendWaitlistEntryJson(entry)),
      total,
    );
  });
  route(app, ["POST", BASE], (call) => change(call, (work) => join(work, call.form)));
  route(app, ["POST", `${BASE}/bulk`], (call) =>
    change(call, async (work) => {
      const items = call.items ?? [];
      if (items.length === 0 || items.length > MAX_AT_ONCE) {
        throw clerkError("paramValueInvalid", {
          param: "email_address",
          values: { reason: `Between 1 and ${MAX_AT_ONCE} entries can be made at once` },
        });
      }
      const joined = [];
      for (const item of items) joined.push(await join(work, item));
      return joined;
    }),
  );
  route(app, ["DELETE", `${BASE}/:id`], (call, { id = "" }) =>
    change(call, async (work) => {
      const entry = await requireEntry(work, id);
      if (entry.status !== "pending") {
        throw clerkError("waitlistEntryDecided", { values: { status: entry.status } });
      }
      await deleteWaitlistEntryRow(work, id);
      return deletedJson("waitlist_entry", id);
    }),
  );
  route(app, ["POST", `${BASE}/:id/invite`], (call, { id = "" }) =>
    change(call, (work) =>
      inviteEntry(work, { id, ignoreExisting: call.form.flag("ignore_existing") ?? false }),
    ),
  );
  route(app, ["POST", `${BASE}/:id/reject`], (call, { id = "" }) =>
    change(call, (work) => rejectEntry(work, id)),
  );
}

async function join(work: Work, form: Form) {
  const emailAddress = parseEmailAddress(form.requireText("email_address"), "email_address");
  await requireNoUser(work, emailAddress);
  const notify = form.flag("notify") ?? true;
  return backendWaitlistEntryJson(await joinWaitlist(work, { emailAddress, notify }));
}
