// <OrganizationProfile />: members, invitations, roles, the name, leaving, deleting.
import type { Locator, Page } from "playwright-core";
import { choose, press, reads } from "./clerk-controls.ts";
import { fillInvitations, openOrganizationProfile } from "./organizations.ts";

/** Invites two people, and takes the second one's invitation back. */
export async function invitesOneOfTwo(
  page: Page,
  { invited, revoked }: { readonly invited: string; readonly revoked: string },
): Promise<void> {
  const profile = await openOrganizationProfile(page, "Members");
  await press(profile, "Invite");
  await fillInvitations(profile.getByPlaceholder(/example@email.com/), [invited, revoked]);
  await press(profile, "Send invitations");
  await reads(profile, "Invitations successfully sent");
  await press(profile, "Finish");
  await profile.getByRole("tab", { name: "Invitations 2" }).click();
  await openMenuOf(profile, revoked);
  await choose(page, "Revoke invitation");
  await profile.getByRole("tab", { name: "Invitations 1" }).waitFor();
  await rowOf(profile, revoked).waitFor({ state: "detached" });
  await press(profile, "Close modal");
}

export async function makesAdmin(page: Page, email: string): Promise<void> {
  const profile = await openOrganizationProfile(page, "Members");
  await rowOf(profile, email).getByRole("button", { name: "Member" }).click();
  await page.getByRole("option", { name: "Admin" }).click();
  await rowOf(profile, email).getByRole("button", { name: "Admin" }).waitFor();
  await press(profile, "Close modal");
}

export async function removesMember(page: Page, email: string): Promise<void> {
  const profile = await openOrganizationProfile(page, "Members");
  await openMenuOf(profile, email);
  await choose(page, "Remove member");
  await rowOf(profile, email).waitFor({ state: "detached" });
  await press(profile, "Close modal");
}

export async function renames(page: Page, name: string): Promise<void> {
  const profile = await openOrganizationProfile(page, "General");
  await press(profile, "Update profile");
  await profile.getByLabel("Name", { exact: true }).fill(name);
  await press(profile, "Save");
  await reads(profile, name);
  await press(profile, "Close modal");
}

/** The app is then without an active organization. */
export async function leaves(page: Page, name: string): Promise<void> {
  await endsBy(page, { name, action: "Leave organization" });
}

/** Likewise, for everybody in it. */
export async function deletes(page: Page, name: string): Promise<void> {
  await endsBy(page, { name, action: "Delete organization" });
}

async function endsBy(
  page: Page,
  { name, action }: { readonly name: string; readonly action: string },
): Promise<void> {
  const profile = await openOrganizationProfile(page, "General");
  await press(profile, action);
  await profile.getByLabel(`Type "${name}" below to continue.`).fill(name);
  await profile.getByRole("button", { name: action }).last().click();
  await page.getByRole("heading", { name: "Your team", exact: true }).waitFor();
}

function rowOf(profile: Locator, email: string): Locator {
  return profile.getByRole("row").filter({ hasText: email });
}

async function openMenuOf(profile: Locator, email: string): Promise<void> {
  await rowOf(profile, email).getByRole("menuitem", { name: "Open menu" }).click();
}
