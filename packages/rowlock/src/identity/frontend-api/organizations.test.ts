import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrowserRequest, TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
const browsers: Record<string, TestBrowser> = {};
const ids: Record<string, string> = {};
const sessions: Record<string, string> = {};
beforeAll(async () => {
  it = await startTestIdentity();
  for (const name of ["ada", "grace", "linus"]) {
    ids[name] = (
      await it.identity.addUser({ emailAddress: `${name}@example.com`, password: PASSWORD })
    ).id;
    const browser = it.browser();
    const { body } = await browser.signIn(`${name}@example.com`, PASSWORD);
    browsers[name] = browser;
    sessions[name] = body.response.created_session_id;
  }
});
afterAll(() => it.close());

const as = (name: string, path: string, options: BrowserRequest = {}) =>
  browsers[name]!.send(path, options);
const post = (name: string, path: string, form: Record<string, string> = {}) =>
  as(name, path, { method: "POST", form });
const code = (answer: { readonly body: { errors: { code: string }[] } }) =>
  answer.body.errors[0]?.code;
async function make(name: string, organization: string): Promise<string> {
  const { body } = await post(name, "/v1/organizations", { name: organization });
  return body.response.id;
}
function claimsOf(jwt: string) {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
}

describe("an organization", () => {
  test("its maker is its admin; names, slugs and logos hold to their rules", async () => {
    const made = await post("ada", "/v1/organizations", { name: "Ångström & Co" });
    expect(made.body.response).toMatchObject({
      object: "organization",
      slug: "angstrom-co",
      members_count: 1,
    });
    const [membership] = made.body.client.sessions[0].user.organization_memberships;
    expect(membership).toMatchObject({ role: "org:admin", role_name: "Admin" });
    expect(membership.permissions).toContain("org:sys_memberships:manage");
    const again = await post("ada", "/v1/organizations", { name: "Ångström & Co" });
    expect(again.body.response.slug).toMatch(/^angstrom-co-\d+$/);
    const slug = { name: "x", slug: "angstrom-co" };
    expect(code(await post("ada", "/v1/organizations", slug))).toBe("form_identifier_exists");
    const link = { name: "see https://evil.example" };
    expect(code(await post("ada", "/v1/organizations", link))).toBe("form_param_value_invalid");
    const { id } = made.body.response;
    const renamed = await as("ada", `/v1/organizations/${id}`, {
      method: "PATCH",
      form: { name: "Renamed" },
    });
    expect(renamed.body.response.name).toBe("Renamed");
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(Buffer.from("ffd8ffe000", "hex"))]), "logo.jpg");
    const logo = await as("ada", `/v1/organizations/${id}/logo`, { method: "PUT", form });
    expect(logo.body.response.has_image).toBe(true);
    const bare = await as("ada", `/v1/organizations/${id}/logo`, { method: "DELETE" });
    expect(bare.body.response.has_image).toBe(false);
  });

  test("who does not belong to it finds nothing of it", async () => {
    const id = await make("ada", "Private");
    for (const path of ["", "/memberships", "/invitations", "/roles", "/domains"]) {
      expect((await as("grace", `/v1/organizations/${id}${path}`)).status).toBe(404);
    }
    expect(
      (await as("grace", `/v1/organizations/${id}`, { method: "PATCH", form: { name: "Mine" } }))
        .status,
    ).toBe(404);
    expect((await as("grace", `/v1/organizations/${id}`, { method: "DELETE" })).status).toBe(404);
  });

  test("a user who may make none, or no more, is told so", async () => {
    await it.sdk.users.updateUser(ids.linus!, { createOrganizationsLimit: 1 });
    await make("linus", "The one");
    expect(code(await post("linus", "/v1/organizations", { name: "Two" }))).toBe(
      "org_creation_limit_exceeded",
    );
    await it.sdk.users.updateUser(ids.linus!, { createOrganizationEnabled: false });
    expect(code(await post("linus", "/v1/organizations", { name: "Two" }))).toBe(
      "user_create_organization_not_enabled",
    );
  });
});

describe("invitations and members", () => {
  test("an invitation is seen, accepted, and makes a member without an admin's rights", async () => {
    const id = await make("ada", "Engines");
    const sent = await post("ada", `/v1/organizations/${id}/invitations/bulk`, {
      email_address: "grace@example.com",
      role: "org:member",
    });
    expect(sent.body.response).toMatchObject([{ status: "pending", role_name: "Member" }]);
    expect(JSON.stringify(sent.body.response)).not.toContain("ticket");
    const wrong = await post("ada", `/v1/organizations/${id}/invitations/bulk`, {
      email_address: "not an address",
      role: "org:member",
    });
    expect(wrong.body.errors[0].meta.email_addresses).toEqual(["not an address"]);
    const [mail] = await it.identity.listMessages({ to: "grace@example.com" });
    expect(mail?.slug).toBe("organization_invitation");
    const twice = { email_address: "grace@example.com", role: "org:member" };
    expect(code(await post("ada", `/v1/organizations/${id}/invitations`, twice))).toBe(
      "duplicate_record",
    );
    const mine = await as("grace", "/v1/me/organization_invitations");
    expect(mine.body.response).toMatchObject({
      total_count: 1,
      data: [{ public_organization_data: { name: "Engines" } }],
    });
    const invitation = mine.body.response.data[0].id;
    const stolen = await post("linus", `/v1/me/organization_invitations/${invitation}/accept`);
    expect(code(stolen)).toBe("organization_invitation_not_found");
    const accepted = await post("grace", `/v1/me/organization_invitations/${invitation}/accept`);
    expect(accepted.body.response.status).toBe("accepted");
    expect(code(await post("grace", `/v1/me/organization_invitations/${invitation}/accept`))).toBe(
      "organization_invitation_already_accepted",
    );
    for (const [path, form] of [
      [`/v1/organizations/${id}/invitations`, twice],
      [`/v1/organizations/${id}/memberships`, { user_id: ids.linus!, role: "org:admin" }],
    ] as const) {
      const answer = await post("grace", path, form);
      expect(answer.status).toBe(403);
      expect(code(answer)).toBe("missing_organization_permission");
    }
    const promote = await as("grace", `/v1/organizations/${id}/memberships/${ids.grace}`, {
      method: "PATCH",
      form: { role: "org:admin" },
    });
    expect(promote.status).toBe(403);
    const members = await as("grace", `/v1/organizations/${id}/memberships`, {
      query: { paginated: "true", query: "ada" },
    });
    expect(members.body.response).toMatchObject({
      total_count: 1,
      data: [{ public_user_data: { identifier: "ada@example.com" } }],
    });
    expect(JSON.stringify(members.body)).not.toContain("private_metadata");
  });

  test("an invitation that was revoked or ran out can't be accepted", async () => {
    const id = await make("ada", "Short");
    const invite = async () => {
      const { body } = await post("ada", `/v1/organizations/${id}/invitations`, {
        email_address: "grace@example.com",
        role: "org:member",
      });
      return body.response.id as string;
    };
    const revoked = await invite();
    await post("ada", `/v1/organizations/${id}/invitations/${revoked}/revoke`);
    expect(code(await post("grace", `/v1/me/organization_invitations/${revoked}/accept`))).toBe(
      "organization_invitation_revoked_code",
    );
    const late = await invite();
    it.clock.now += 30 * 86_400_000;
    for (const name of Object.keys(browsers)) {
      const { body } = await browsers[name]!.signIn(`${name}@example.com`, PASSWORD);
      sessions[name] = body.response.created_session_id;
    }
    expect(code(await post("grace", `/v1/me/organization_invitations/${late}/accept`))).toBe(
      "ticket_expired_code",
    );
  });

  test("the last who can manage members can't leave, be removed or step down", async () => {
    const id = await make("ada", "Alone");
    const refusals = [
      await as("ada", `/v1/me/organization_memberships/${id}`, { method: "DELETE" }),
      await as("ada", `/v1/organizations/${id}/memberships/${ids.ada}`, { method: "DELETE" }),
      await as("ada", `/v1/organizations/${id}/memberships/${ids.ada}`, {
        method: "PATCH",
        form: { role: "org:member" },
      }),
    ];
    expect(refusals.map(code)).toEqual(Array(3).fill("organization_minimum_permissions_needed"));
    await post("ada", `/v1/organizations/${id}/memberships`, {
      user_id: ids.grace!,
      role: "org:admin",
    });
    const left = await as("ada", `/v1/me/organization_memberships/${id}`, { method: "DELETE" });
    expect(left.body.response.deleted).toBe(true);
  });

  test("a full organization takes nobody more", async () => {
    await it.identity.changeSettings({ organizations: { max_allowed_memberships: 1 } });
    const id = await make("ada", "Full");
    expect(
      code(
        await post("ada", `/v1/organizations/${id}/memberships`, {
          user_id: ids.grace!,
          role: "org:member",
        }),
      ),
    ).toBe("organization_membership_quota_exceeded");
    await it.identity.changeSettings({ organizations: { max_allowed_memberships: 0 } });
  });

  test("a new person signs up by an organization's invitation and is a member at once", async () => {
    const id = await make("ada", "Welcome");
    const invitation = await it.sdk.organizations.createOrganizationInvitation({
      organizationId: id,
      emailAddress: "fresh@example.com",
      role: "org:member",
      publicMetadata: { team: "blue" },
    });
    expect(invitation.url).toBeDefined();
    const ticket = new URL(invitation.url!).searchParams.get("ticket")!;
    const browser = it.browser();
    const { body } = await browser.send("/v1/client/sign_ups", {
      method: "POST",
      form: { strategy: "ticket", ticket, password: PASSWORD },
    });
    const [session] = body.client.sessions;
    expect(session.last_active_organization_id).toBe(id);
    expect(session.user.organization_memberships[0].public_metadata).toEqual({ team: "blue" });
    expect(claimsOf(session.last_active_token.jwt).o).toMatchObject({ id, rol: "member" });
  });
});

describe("organizations in tokens", () => {
  test("two tabs of one session each get the organization that they ask for", async () => {
    const [first, second] = [await make("ada", "Tab one"), await make("ada", "Tab two")];
    const token = async (organization_id: string) => {
      const { body } = await post("ada", `/v1/client/sessions/${sessions.ada}/tokens`, {
        organization_id,
      });
      return claimsOf(body.jwt).o;
    };
    const [one, two, none] = await Promise.all([token(first), token(second), token("")]);
    expect(one).toMatchObject({ id: first, rol: "admin", slg: "tab-one" });
    expect(two).toMatchObject({ id: second });
    expect(none).toBeUndefined();
  });

  test("an organization that is left, or was never joined, is in no token", async () => {
    const id = await make("ada", "Left");
    await post("ada", `/v1/organizations/${id}/memberships`, {
      user_id: ids.grace!,
      role: "org:admin",
    });
    const session = `/v1/client/sessions/${sessions.grace}`;
    const touched = await post("grace", `${session}/touch`, { active_organization_id: id });
    expect(claimsOf(touched.body.response.last_active_token.jwt).o.id).toBe(id);
    await as("ada", `/v1/organizations/${id}/memberships/${ids.grace}`, { method: "DELETE" });
    const after = await post("grace", `${session}/tokens`);
    expect(claimsOf(after.body.jwt).o).toBeUndefined();
    const asked = await post("grace", `${session}/tokens`, { organization_id: id });
    expect(code(asked)).toBe("organization_not_found_or_unauthorized");
    const foreign = await post("linus", `/v1/client/sessions/${sessions.linus}/touch`, {
      active_organization_id: id,
    });
    expect(foreign.status).toBe(404);
  });

  test("custom roles and permissions come in Clerk's compact form", async () => {
    const id = await make("ada", "Roles");
    const read = await it.sdk.organizationPermissions.createOrganizationPermission({
      name: "Read invoices",
      key: "org:invoices:read",
    });
    const write = await it.sdk.organizationPermissions.createOrganizationPermission({
      name: "Write invoices",
      key: "org:invoices:write",
    });
    await it.sdk.organizationRoles.createOrganizationRole({
      name: "Accountant",
      key: "org:accountant",
      permissions: [read.id, write.id],
    });
    await post("ada", `/v1/organizations/${id}/memberships`, {
      user_id: ids.grace!,
      role: "org:accountant",
    });
    const { body } = await post("grace", `/v1/client/sessions/${sessions.grace}/tokens`, {
      organization_id: id,
    });
    expect(claimsOf(body.jwt)).toMatchObject({
      fea: "o:invoices",
      o: { id, rol: "accountant", per: "read,write", fpm: "3" },
    });
  });

  test("with a forced choice, a session is pending until an organization is chosen", async () => {
    await it.identity.changeSettings({ organizations: { force_selection: true } });
    const browser = it.browser();
    await it.identity.addUser({ emailAddress: "chooser@example.com", password: PASSWORD });
    const { body } = await browser.signIn("chooser@example.com", PASSWORD);
    const [session] = body.client.sessions;
    expect(session).toMatchObject({ status: "pending", tasks: [{ key: "choose-organization" }] });
    expect(claimsOf(session.last_active_token.jwt).sts).toBe("pending");
    const made = await browser.send("/v1/organizations", {
      method: "POST",
      form: { name: "Chosen" },
    });
    const touched = await browser.send(`/v1/client/sessions/${session.id}/touch`, {
      method: "POST",
      form: { active_organization_id: made.body.response.id },
    });
    expect(touched.body.response).toMatchObject({ status: "active", tasks: null });
    await it.identity.changeSettings({ organizations: { force_selection: false } });
  });

  test("deleting an organization takes it out of every session", async () => {
    const id = await make("ada", "Doomed");
    await post("ada", `/v1/client/sessions/${sessions.ada}/touch`, { active_organization_id: id });
    const gone = await as("ada", `/v1/organizations/${id}`, { method: "DELETE" });
    expect(gone.body.response).toMatchObject({ deleted: true, id });
    expect(gone.body.client.sessions[0].last_active_organization_id).toBeNull();
  });
});
