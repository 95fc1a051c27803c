// /v1/waitlist: an address asks to be let in. A known address gets the entry it has, so nobody learns who waits.
import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { waitlistEntryJson } from "../resources/waitlist-entry.ts";
import { requireAllowedAddress } from "../users/access-rules.ts";
import { joinWaitlist } from "../waitlist/waitlist.ts";
import { change as changeWork } from "./frontend-call.ts";
import { type FrontendApp, plain } from "./routes.ts";

export function waitlistRoutes(app: FrontendApp): void {
  // The SDK reads the entry at the top of the answer.
  plain(app, ["POST", "/v1/waitlist"], async (call) => {
    if (call.instance.settings.current().sign_up_mode !== "waitlist") {
      throw clerkError("waitlistClosed");
    }
    const text = call.form.requireText("email_address");
    const emailAddress = parseEmailAddress(text, "email_address");
    return changeWork(call, async (work) => {
      await requireAllowedAddress(work, emailAddress, { invited: true });
      return waitlistEntryJson(await joinWaitlist(work, { emailAddress, notify: true }));
    });
  });
}
