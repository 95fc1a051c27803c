// Invitations from the ticket to the account: what a ticket carries goes to the invited address, once, by every way in.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrowserAnswer, TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
let owner = "";
let organizationId = "";
beforeAll(async () => {
  it = await startTestIdentity({
    settings: { single_session_mode: false, name: "required", password: { required: false } },
  });
  owner = (await it.identity.addUser({ emailAddress: "owner@example.com", ...NAME })).id;
  const made = await it.sdk.organizations.createOrganization({ name: "Acme", createdBy: owner });
  organizationId = made.id;
});
afterAll(() => it.close());

/** What a sign-up lacks, until it is given. */
const NAME = { first_name: "Ina", last_name: "Vited" };
const SIGN_UPS = "/v1/client/sign_ups";
const post = (browser: TestBrowser, path: string, form: Record<string, string> = {}) =>
  browser.send(path, { method: "POST", form });
const patch = (browser: TestBrowser, id: string, form: Record<string, string>) =>
  browser.send(`${SIGN_UPS}/${id}`, { method: "PATCH", form });
const signUp = (ticket: string, form: Record<string, string> = {}, browser = it.browser()) =>
  post(browser, SIGN_UPS, { strategy: "ticket", ticket, ...form });
const signIn = (ticket: string, browser = it.browser()) =>
  post(browser, "/v1/client/sign_ins", { strategy: "ticket", ticket });
const outcome = ({ body }: BrowserAnswer) => body.errors?.[0].code ?? body.response.status;

let people = 0;
function newAddress(): string {
  people += 1;
  return `person-${people}@example.com`;
}

function ticketOf({ url }: { readonly url?: string | null | undefined }): string {
  return new URL(url!).searchParams.get("ticket")!;
}

/** The two kinds of invitation, each with what it gives and whether somebody has it. */
const KINDS = {
  application: {
    invite: async (emailAddress: string) => {
      const invitation = await it.sdk.invitations.createInvitation({
        emailAddress,
        publicMetadata: { role: "admin" },
        ignoreExisting: true,
        notify: false,
      });
      return { id: invitation.id, ticket: ticketOf(invitation) };
    },
    revoke: (id: string) => it.sdk.invitations.revokeInvitation(id) as Promise<unknown>,
    status: async (id: string) => {
      const { data } = await it.sdk.invitations.getInvitationList({ query: id });
      return data[0]?.status;
    },
    holders: async () => {
      const { data } = await it.sdk.users.getUserList({ limit: 500 });
      return data
        .filter(({ publicMetadata }) => publicMetadata.role === "admin")
        .map(({ id }) => id);
    },
    accepted: "invitation_already_accepted",
    revoked: "revoked_invitation",
    none: "invitation_account_not_exists",
  },
  organization: {
    invite: async (emailAddress: string) => {
      const invitation = await it.sdk.organizations.createOrganizationInvitation({
        organizationId,
        emailAddress,
        role: "org:admin",
        inviterUserId: owner,
      });
      return { id: invitation.id, ticket: ticketOf(invitation) };
    },
    revoke: (invitationId: string) =>
      it.sdk.organizations.revokeOrganizationInvitation({
        organizationId,
        invitationId,
      }) as Promise<unknown>,
    status: async (invitationId: string) => {
      const key = { organizationId, invitationId };
      return (await it.sdk.organizations.getOrganizationInvitation(key)).status;
    },
    holders: async () => {
      const { data } = await it.sdk.organizations.getOrganizationMembershipList({
        organizationId,
        limit: 500,
      });
      return data
        .map(({ publicUserData }) => publicUserData!.userId)
        .filter((userId) => userId !== owner);
    },
    accepted: "organization_invitation_already_accepted",
    revoked: "organization_invitation_revoked_code",
    none: "organization_invitation_identification_not_exist",
  },
} as const;

describe.each(["application", "organization"] as const)("an invitation to the %s", (kind) => {
  const { invite, revoke, status, holders, ...codes } = KINDS[kind];

  test("gives what it carries to the invited address, in any case, and is accepted", async () => {
    const address = newAddress();
    const { id, ticket } = await invite(address);
    const done = await signUp(ticket, { email_address: address.toUpperCase(), ...NAME });
    expect(outcome(done)).toBe("complete");
    expect(await holders()).toContain(done.body.response.created_user_id);
    expect(await status(id)).toBe("accepted");
  });

  test.each([
    ["another address", () => newAddress()],
    ["a plus form of it", (address: string) => address.replace("@", "+admin@")],
    ["no address", () => ""],
  ])("is refused to %s, at once and later", async (_what, other) => {
    const address = newAddress();
    const { id, ticket } = await invite(address);
    const before = await holders();
    const form = { email_address: other(address) };
    expect(outcome(await signUp(ticket, { ...form, ...NAME }))).toBe("form_param_value_conflict");
    const browser = it.browser();
    const begun = (await signUp(ticket, {}, browser)).body.response;
    expect(outcome(await patch(browser, begun.id, { ...form, ...NAME }))).toBe(
      "form_param_value_conflict",
    );
    expect(await holders()).toEqual(before);
    expect(await status(id)).toBe("pending");
    // The refusal spoils nothing: the same attempt ends well for the invited address.
    expect(outcome(await patch(browser, begun.id, NAME))).toBe("complete");
  });

  test("taken up by an attempt that was begun for another address, it is that address no more", async () => {
    const address = newAddress();
    const { ticket } = await invite(address);
    const browser = it.browser();
    const { body } = await post(browser, SIGN_UPS, { email_address: newAddress() });
    const taken = await patch(browser, body.response.id, { strategy: "ticket", ticket });
    expect(taken.body.response).toMatchObject({ email_address: address, unverified_fields: [] });
    const done = await patch(browser, body.response.id, NAME);
    const user = await it.sdk.users.getUser(done.body.response.created_user_id);
    expect(user.emailAddresses.map(({ emailAddress }) => emailAddress)).toEqual([address]);
  });

  test("works once in 20 tries at the same time", async () => {
    const address = newAddress();
    const { ticket } = await invite(address);
    const before = await holders();
    const browsers = Array.from({ length: 20 }, () => it.browser());
    const ids = await Promise.all(
      browsers.map(async (browser) => (await signUp(ticket, {}, browser)).body.response.id),
    );
    const answers = await Promise.all(
      browsers.map((browser, index) => patch(browser, ids[index]!, NAME)),
    );
    const codes_ = answers.map(outcome).toSorted();
    expect(codes_.filter((code) => code === "complete")).toHaveLength(1);
    expect(codes_.filter((code) => code === codes.accepted)).toHaveLength(19);
    expect((await holders()).length - before.length).toBe(1);
    expect(outcome(await signUp(ticket, NAME))).toBe(codes.accepted);
    expect(outcome(await signIn(ticket))).toBe(codes.accepted);
  });

  test("signs an existing user in, once in 20 tries at the same time", async () => {
    const address = newAddress();
    const user = await it.identity.addUser({ emailAddress: address });
    const { id, ticket } = await invite(address);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(ticket)));
    const [done, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect(outcome(done!)).toBe("complete");
    expect(done!.body.client.sessions[0].user.id).toBe(user.id);
    expect(others.map(outcome)).toEqual(Array(19).fill(codes.accepted));
    expect(await status(id)).toBe("accepted");
    // An invitation's metadata is for who signs up by it, an organization's membership for either.
    expect((await holders()).includes(user.id)).toBe(kind === "organization");
  });

  test("signs nobody in who has no account", async () => {
    const { id, ticket } = await invite(newAddress());
    expect(outcome(await signIn(ticket))).toBe(codes.none);
    expect(await status(id)).toBe("pending");
  });

  test("that is revoked or runs out after its ticket was taken gives nothing", async () => {
    const before = await holders();
    const [revoked, late] = [await invite(newAddress()), await invite(newAddress())];
    const [first, second] = [it.browser(), it.browser()];
    const one = (await signUp(revoked.ticket, {}, first)).body.response;
    await revoke(revoked.id);
    expect(outcome(await patch(first, one.id, NAME))).toBe(codes.revoked);
    expect(outcome(await signUp(revoked.ticket, NAME))).toBe(codes.revoked);
    it.clock.now += 30 * 86_400_000 - 60_000;
    const two = (await signUp(late.ticket, {}, second)).body.response;
    it.clock.now += 60_000;
    expect(outcome(await patch(second, two.id, NAME))).toBe("ticket_expired_code");
    expect(outcome(await signUp(late.ticket, NAME))).toBe("ticket_expired_code");
    expect(await holders()).toEqual(before);
  });

  test("is not accepted by who signs up with its address but without its ticket", async () => {
    const address = newAddress().replace("@", "+clerk_test@");
    const { id } = await invite(address);
    const browser = it.browser();
    const { body } = await post(browser, SIGN_UPS, { email_address: address, ...NAME });
    const path = `${SIGN_UPS}/${body.response.id}`;
    await post(browser, `${path}/prepare_verification`, { strategy: "email_code" });
    const done = await post(browser, `${path}/attempt_verification`, {
      strategy: "email_code",
      code: "424242",
    });
    expect(outcome(done)).toBe("complete");
    expect(await holders()).not.toContain(done.body.response.created_user_id);
    expect(await status(id)).toBe("pending");
  });
});

test("of several invitations for one address a ticket accepts its own", async () => {
  const address = newAddress();
  const { invite, status } = KINDS.application;
  const [first, second] = [await invite(address), await invite(address)];
  expect(outcome(await signUp(second.ticket, NAME))).toBe("complete");
  expect(await status(first.id)).toBe("pending");
  expect(await status(second.id)).toBe("accepted");
});

test("in invitation-only mode a ticket opens the door to its own address alone", async () => {
  await it.identity.changeSettings({ sign_up_mode: "restricted" });
  const { ticket } = await KINDS.application.invite(newAddress());
  const other = { email_address: newAddress(), ...NAME };
  expect(outcome(await signUp(ticket, other))).toBe("form_param_value_conflict");
  expect(outcome(await signUp(ticket, NAME))).toBe("complete");
  await it.identity.changeSettings({ sign_up_mode: "public" });
});

test("a signed-in user accepts an organization's invitation by a verified address alone, once", async () => {
  const address = newAddress();
  const { id } = await KINDS.organization.invite(address);
  const browser = it.browser();
  await it.identity.addUser({ emailAddress: "joiner@example.com", password: PASSWORD });
  await browser.signIn("joiner@example.com", PASSWORD);
  const accept = () => post(browser, `/v1/me/organization_invitations/${id}/accept`);
  const added = await post(browser, "/v1/me/email_addresses", { email_address: address });
  expect(outcome(await accept())).toBe("organization_invitation_not_found");
  const path = `/v1/me/email_addresses/${added.body.response.id}`;
  await post(browser, `${path}/prepare_verification`, { strategy: "email_code" });
  const code = await it.newestCode(address);
  await post(browser, `${path}/attempt_verification`, { code });
  const answers = await Promise.all(Array.from({ length: 20 }, accept));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.map(outcome).toSorted().slice(1)).toEqual(
    Array(19).fill("organization_invitation_already_accepted"),
  );
});

test("revoking and accepting at the same time ends one way or the other", async () => {
  const { invite, revoke, status, holders } = KINDS.organization;
  for (let round = 0; round < 6; round += 1) {
    const { id, ticket } = await invite(newAddress());
    const before = (await holders()).length;
    const tries = [signUp(ticket, NAME), revoke(id).catch(() => undefined)];
    await Promise.all(round % 2 === 0 ? tries : tries.toReversed());
    const joined = (await holders()).length - before;
    expect(await status(id)).toBe(joined === 1 ? "accepted" : "revoked");
  }
});

test("tickets that sign in are good for nothing in a sign-up", async () => {
  const userId = owner;
  const token = await it.sdk.signInTokens.createSignInToken({ userId, expiresInSeconds: 600 });
  const actor = await it.sdk.actorTokens.create({ userId, actor: { sub: "user_x" } });
  const form = { email_address: newAddress(), ...NAME };
  expect(outcome(await signUp(token.token, form))).toBe("sign_in_token_not_in_sign_in_code");
  expect(outcome(await signUp(actor.token!, form))).toBe("actor_token_not_in_sign_in_code");
});

describe("making invitations", () => {
  test("for one address at the same time makes one", async () => {
    const emailAddress = newAddress();
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, () => it.sdk.invitations.createInvitation({ emailAddress })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("in bulk makes all or none, each with its own ticket and metadata", async () => {
    const known = newAddress();
    await it.identity.addUser({ emailAddress: known });
    const [first, second] = [newAddress(), newAddress()];
    const of = (emailAddress: string, role: string) => ({
      emailAddress,
      publicMetadata: { role },
      notify: false,
    });
    const refused = it.sdk.invitations.createInvitationBulk([of(first, "a"), of(known, "b")]);
    await expect(refused).rejects.toThrow();
    expect((await it.sdk.invitations.getInvitationList({ query: first })).totalCount).toBe(0);
    const made = await it.sdk.invitations.createInvitationBulk([of(first, "a"), of(second, "b")]);
    for (const invitation of made) {
      const done = await signUp(ticketOf(invitation), NAME);
      const user = await it.sdk.users.getUser(done.body.response.created_user_id);
      expect(user.publicMetadata).toEqual(invitation.publicMetadata);
      expect(user.emailAddresses[0]?.emailAddress).toBe(invitation.emailAddress);
    }
    expect(await it.identity.listMessages({ to: first })).toEqual([]);
  });

  test.each([0, -1, 366])("for %i days is refused", async (expiresInDays) => {
    const emailAddress = newAddress();
    await expect(
      it.sdk.invitations.createInvitation({ emailAddress, expiresInDays }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(
      it.sdk.organizations.createOrganizationInvitation({
        organizationId,
        emailAddress,
        role: "org:member",
        expiresInDays,
      }),
    ).rejects.toMatchObject({ status: 422 });
  });
});
