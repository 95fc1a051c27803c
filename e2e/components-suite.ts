// What Clerk's prebuilt components have to do in an app, whichever framework it is written in.
// Every journey asserts what the person reads.
import { describe, test } from "vitest";
import type { AppUnderTest } from "./harness/app-under-test.ts";
import { backendOf, changeSettings } from "./harness/backend.ts";
import { signIn } from "./journeys/account.ts";
import { signsUpByInvitation } from "./journeys/invited.ts";
import {
  deletes,
  invitesOneOfTwo,
  leaves,
  makesAdmin,
  removesMember,
  renames,
} from "./journeys/organization-profile.ts";
import {
  acceptsInvitation,
  foundsAnother,
  foundsFirst,
  openTeam,
  switchesTo,
} from "./journeys/organizations.ts";
import { ADA, newcomer } from "./journeys/people.ts";
import { addsPhone, signsInByPhone, signsUpByPhone } from "./journeys/phone.ts";
import { changesPassword, deletesAccount, revokesOtherDevice } from "./journeys/security.ts";
import { switchesBetweenPeople } from "./journeys/several-sessions.ts";
import {
  isRefusedInWords,
  isUnknown,
  onlyNewPasswordWorks,
  resetsPassword,
} from "./journeys/sign-in-form.ts";
import { fillsInWhatIsMissing, isToldWhatIsWrong } from "./journeys/sign-up-form.ts";
import { SOCIAL, signsUpAndInByProvider } from "./journeys/social.ts";
import { changesEmail, changesName } from "./journeys/user-profile.ts";

/** What the suite needs to be switched on. */
export const COMPONENT_SETTINGS = { username: "optional", single_session_mode: false } as const;

export interface ComponentsOptions {
  /** The most telling journeys, or all. */
  readonly extent: "telling" | "all";
}

export function testComponents(
  { app, inTab, someone }: AppUnderTest,
  { extent }: ComponentsOptions,
): void {
  const longer = extent === "all" ? test : () => {};

  describe("Clerk's components", () => {
    test("SignIn refuses in words, and lets in by email code", () =>
      inTab(async ({ page }) => isRefusedInWords(page, await someone("code"))));

    longer("SignIn gives a new password to who forgot theirs", () =>
      inTab(async ({ page }) => {
        const person = await someone("forgetful");
        const password = "a-new-password";
        await resetsPassword(page, { person, password });
        await page.context().clearCookies();
        await onlyNewPasswordWorks(page, { person, password });
      }),
    );

    test("SignUp says what is missing, weak, taken or wrong", () =>
      inTab(({ page }) => isToldWhatIsWrong(page, { person: newcomer("fresh"), taken: ADA })));

    test("SignUp takes the ticket of an invitation, for the invited address alone", () =>
      inTab(async ({ page }) => {
        await page.goto("/");
        await signsUpByInvitation(page, { person: newcomer("invited"), backend: backendOf(app()) });
      }));

    longer("SignUp asks for what an app's own form left out", () =>
      inTab(({ page }) => fillsInWhatIsMissing(page, newcomer("begun"))),
    );

    longer("SignUp and SignIn take a phone number, and UserProfile adds another", () =>
      inTab(async ({ page }) => {
        await changeSettings(app(), { phone_number: "required" });
        try {
          await signsUpByPhone(page, newcomer("phone"));
          await signsInByPhone(page);
          await addsPhone(page);
        } finally {
          await changeSettings(app(), { phone_number: "off" });
        }
      }),
    );

    longer("SignUp and SignIn go by a provider and back", () =>
      inTab(async ({ page }) => {
        await changeSettings(app(), { social: SOCIAL });
        try {
          const email = "by-provider@example.com";
          await signsUpAndInByProvider(page, { email, firstName: "Katherine" });
        } finally {
          await changeSettings(app(), { social: [] });
        }
      }),
    );

    longer("UserProfile changes name, username and email addresses", () =>
      inTab(async ({ page }) => {
        const person = await someone("mary");
        await signIn(page, person);
        await changesName(page);
        const next = newcomer("somerville").email;
        await changesEmail(page, { person, taken: ADA.email, next });
        await page.context().clearCookies();
        await signIn(page, { ...person, email: "somerville" });
      }),
    );

    test("UserProfile changes the password, signs out a device, deletes the account", () =>
      inTab(async ({ page }) => {
        const person = await someone("secure");
        const password = "a-new-password";
        await inTab(async ({ page: other }) => {
          await Promise.all([signIn(page, person), signIn(other, person)]);
          await changesPassword(page, { person, password });
          await revokesOtherDevice(page, other);
        });
        await deletesAccount(page);
        await isUnknown(page, person);
      }));

    test("UserButton switches between people who are signed in to one browser", () =>
      inTab(async ({ page }) => {
        const first = await someone("first");
        const second = await someone("second");
        await signIn(page, first);
        await switchesBetweenPeople(page, { first, second });
      }));

    test("OrganizationList, CreateOrganization and OrganizationSwitcher make teams and switch", () =>
      inTab(async ({ page }) => {
        await signIn(page, await someone("founder"));
        await foundsFirst(page, "Rowing Club");
        await foundsAnother(page, { name: "Chess Club", invited: ADA.email });
        await switchesTo(page, "Rowing Club");
      }));

    longer(
      "OrganizationProfile invites, changes a role, removes, renames, lets leave, deletes",
      () =>
        inTab(async ({ page }) => {
          const member = await someone("member");
          await signIn(page, await someone("head"));
          await foundsFirst(page, "Guild");
          await inTab(async ({ page: members }) => {
            await signIn(members, member);
            const revoked = newcomer("unwanted").email;
            await invitesOneOfTwo(page, { invited: member.email, revoked });
            await acceptsInvitation(members, "Guild");
            await openTeam(page);
            await makesAdmin(page, member.email);
            await leaves(members, "Guild");
            await openTeam(page);
            await invitesOneOfTwo(page, { invited: member.email, revoked });
            await acceptsInvitation(members, "Guild");
            await openTeam(page);
            await removesMember(page, member.email);
          });
          await renames(page, "Guild of Rowers");
          await deletes(page, "Guild of Rowers");
        }),
    );
  });
}
