// Organizations by Clerk's components: <OrganizationList />, <OrganizationSwitcher />, <CreateOrganization /> and
// <OrganizationProfile />, on the app's page for teams.
import type { Locator, Page } from "playwright-core";
import { dialog, press, reads } from "./clerk-controls.ts";

export async function openTeam(page: Page): Promise<void> {
  await page.goto("/team");
  await page.getByRole("heading", { name: /^Your team/ }).waitFor();
}

/** By <OrganizationList />, which is what somebody without an active organization sees. */
export async function foundsFirst(page: Page, name: string): Promise<void> {
  await openTeam(page);
  await fillOrganization(page, name);
  await isActive(page, name);
}

/** By <OrganizationSwitcher /> and <CreateOrganization />; invites one person on the way. */
export async function foundsAnother(
  page: Page,
  { name, invited }: { readonly name: string; readonly invited: string },
): Promise<void> {
  const switcher = await openSwitcher(page);
  await press(switcher, "Create organization");
  await page.getByRole("heading", { name: "Create organization" }).waitFor();
  await fillOrganization(dialog(page), name);
  await page.getByRole("heading", { name: "Invite new members" }).waitFor();
  await fillInvitations(dialog(page).getByPlaceholder(/example@email.com/), [invited]);
  await press(dialog(page), "Send invitations");
  await reads(dialog(page), "Invitations successfully sent");
  await press(dialog(page), "Finish");
  await isActive(page, name);
}

export async function switchesTo(page: Page, name: string): Promise<void> {
  const switcher = await openSwitcher(page);
  await switcher.getByRole("button", { name }).click();
  await isActive(page, name);
}

/** By <OrganizationList />, of those that one is in already. */
export async function choosesFirst(page: Page, name: string): Promise<void> {
  await openTeam(page);
  await page.getByRole("button", { name }).click();
  await isActive(page, name);
}

/** By the invitation that <OrganizationList /> shows to the invited. */
export async function acceptsInvitation(page: Page, name: string): Promise<void> {
  await openTeam(page);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("button", { name }).click();
  await isActive(page, name);
}

async function isActive(page: Page, name: string): Promise<void> {
  await page
    .getByRole("button", { name: "Open organization switcher" })
    .filter({ hasText: name })
    .waitFor();
}

async function openSwitcher(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Open organization switcher" }).click();
  const switcher = page.getByRole("dialog", { name: /is active$/ });
  await switcher.waitFor();
  return switcher;
}

export async function openOrganizationProfile(
  page: Page,
  part: "General" | "Members",
): Promise<Locator> {
  await press(await openSwitcher(page), "Manage");
  const profile = dialog(page);
  await profile.getByRole("button", { name: part }).click();
  await profile.getByRole("heading", { name: part }).waitFor();
  return profile;
}

async function fillOrganization(form: Page | Locator, name: string): Promise<void> {
  await form.getByLabel("Name", { exact: true }).fill(name);
  await press(form, "Create organization");
}

/** Types them as a person does: a comma ends each. */
export async function fillInvitations(field: Locator, addresses: readonly string[]): Promise<void> {
  await field.pressSequentially(addresses.map((address) => `${address},`).join(""));
}
