// The address in an invitation's mail: <SignUp /> takes its ticket, for the invited address and no other.
import type { ClerkClient } from "@clerk/backend";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { untilSignedIn } from "./account.ts";
import { press } from "./clerk-controls.ts";
import { newcomer, type Person } from "./people.ts";

export async function signsUpByInvitation(
  page: Page,
  { person, backend }: { readonly person: Person; readonly backend: ClerkClient },
): Promise<void> {
  const invitation = await backend.invitations.createInvitation({
    emailAddress: person.email,
    publicMetadata: { role: "admin" },
    redirectUrl: new URL("/sign-up", page.url()).href,
  });
  await page.goto(invitation.url!);
  // The address is given and verified by the ticket: only the rest is asked for.
  await page.getByRole("heading", { name: "Fill in missing fields" }).waitFor();
  expect(await page.locator("input[name=emailAddress]").count()).toBe(0);

  const ticket = new URL(invitation.url!).searchParams.get("ticket");
  const other = { strategy: "ticket", ticket, emailAddress: newcomer("thief").email };
  const refusal = await page.evaluate(
    `window.Clerk.client.signUp.create(${JSON.stringify(other)}).catch((error) => error.errors[0].code)`,
  );
  expect(refusal).toBe("form_param_value_conflict");

  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await untilSignedIn(page);
  expect(await page.evaluate("window.Clerk.user.publicMetadata")).toEqual({ role: "admin" });
  const { data } = await backend.invitations.getInvitationList({ query: invitation.id });
  expect(data[0]?.status).toBe("accepted");
}
