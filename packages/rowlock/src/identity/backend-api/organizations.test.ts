import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
let ada = "";
let grace = "";
beforeAll(async () => {
  it = await startTestIdentity();
  ada = (await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD })).id;
  grace = (await it.identity.addUser({ emailAddress: "grace@example.com", password: PASSWORD })).id;
});
afterAll(() => it.close());

const status = (promise: Promise<unknown>) =>
  promise.then(
    () => 200,
    (error: { status: number }) => error.status,
  );

describe("organizations", () => {
  test("are made, found, changed and deleted", async () => {
    const made = await it.sdk.organizations.createOrganization({
      name: "Analytical",
      slug: "analytical",
      createdBy: ada,
      maxAllowedMemberships: 7,
      publicMetadata: { a: 1 },
      privateMetadata: { b: 2 },
    });
    expect(made).toMatchObject({
      slug: "analytical",
      createdBy: ada,
      membersCount: 1,
      maxAllowedMemberships: 7,
      privateMetadata: { b: 2 },
    });
    it.clock.now += 1000;
    const bare = await it.sdk.organizations.createOrganization({ name: "Bare" });
    expect(bare.membersCount).toBe(0);
    const found = await it.sdk.organizations.getOrganization({ slug: "analytical" });
    expect(found.id).toBe(made.id);
    const list = await it.sdk.organizations.getOrganizationList({ includeMembersCount: true });
    expect(list.data.map(({ id }) => id)).toEqual([bare.id, made.id]);
    const ordered = await it.sdk.organizations.getOrganizationList({ orderBy: "-members_count" });
    expect(ordered.data[0]!.id).toBe(made.id);
    expect((await it.sdk.organizations.getOrganizationList({ query: "nalyt" })).totalCount).toBe(1);
    const some = await it.sdk.organizations.getOrganizationList({ organizationId: [bare.id] });
    expect(some.data.map(({ id }) => id)).toEqual([bare.id]);
    const renamed = await it.sdk.organizations.updateOrganization(made.id, {
      name: "Engine",
      maxAllowedMemberships: 0,
    });
    expect(renamed).toMatchObject({ name: "Engine", slug: "analytical", maxAllowedMemberships: 0 });
    const merged = await it.sdk.organizations.updateOrganizationMetadata(made.id, {
      publicMetadata: { c: 3 },
    });
    expect(merged.publicMetadata).toEqual({ a: 1, c: 3 });
    const replaced = await it.sdk.organizations.replaceOrganizationMetadata(made.id, {
      publicMetadata: { d: 4 },
    });
    expect(replaced.publicMetadata).toEqual({ d: 4 });
    const file = new Blob([new Uint8Array(Buffer.from("474946383961", "hex"))]);
    const logo = await it.sdk.organizations.updateOrganizationLogo(made.id, { file });
    expect(logo.hasImage).toBe(true);
    expect((await it.sdk.organizations.deleteOrganizationLogo(made.id)).hasImage).toBe(false);
    expect(await it.sdk.organizations.deleteOrganization(bare.id)).toMatchObject({ deleted: true });
    expect(await status(it.sdk.organizations.getOrganization({ organizationId: bare.id }))).toBe(
      404,
    );
    expect(
      await status(it.sdk.organizations.createOrganization({ name: "x", createdBy: "user_none" })),
    ).toBe(400);
    await it.sdk.organizations.deleteOrganization(made.id);
  });

  test("memberships are made, listed, changed and deleted", async () => {
    const { id: organizationId } = await it.sdk.organizations.createOrganization({
      name: "Members",
      createdBy: ada,
    });
    const made = await it.sdk.organizations.createOrganizationMembership({
      organizationId,
      userId: grace,
      role: "org:member",
    });
    expect(made).toMatchObject({ role: "org:member", publicUserData: { userId: grace } });
    const key = { organizationId, userId: grace };
    const list = await it.sdk.organizations.getOrganizationMembershipList({
      organizationId,
      orderBy: "email_address",
    });
    expect(list.data.map((member) => member.publicUserData?.identifier)).toEqual([
      "ada@example.com",
      "grace@example.com",
    ]);
    const some = await it.sdk.organizations.getOrganizationMembershipList({
      organizationId,
      role: ["org:admin"],
      userId: [ada],
    });
    expect(some.totalCount).toBe(1);
    const promoted = await it.sdk.organizations.updateOrganizationMembership({
      ...key,
      role: "org:admin",
    });
    expect(promoted.permissions).toContain("org:sys_profile:delete");
    const noted = await it.sdk.organizations.updateOrganizationMembershipMetadata({
      ...key,
      publicMetadata: { team: "blue" },
      privateMetadata: { pay: 1 },
    });
    expect(noted).toMatchObject({ publicMetadata: { team: "blue" }, privateMetadata: { pay: 1 } });
    const own = await it.sdk.users.getOrganizationMembershipList({ userId: grace });
    expect(own.data.map(({ organization }) => organization.id)).toEqual([organizationId]);
    const everybody = await it.sdk.organizations.getInstanceOrganizationMembershipList({});
    expect(everybody.totalCount).toBe(2);
    await it.sdk.organizations.deleteOrganizationMembership(key);
    expect(await status(it.sdk.organizations.deleteOrganizationMembership(key))).toBe(404);
    const last = { organizationId, userId: ada };
    expect(await status(it.sdk.organizations.deleteOrganizationMembership(last))).toBe(400);
    await it.sdk.organizations.deleteOrganization(organizationId);
  });

  test("invitations are made one by one and in bulk, listed, read and revoked", async () => {
    const { id: organizationId } = await it.sdk.organizations.createOrganization({
      name: "Inviting",
      createdBy: ada,
    });
    const one = await it.sdk.organizations.createOrganizationInvitation({
      organizationId,
      emailAddress: "one@example.com",
      role: "org:member",
      inviterUserId: ada,
      redirectUrl: "http://localhost:3000/join",
    });
    expect(one).toMatchObject({ status: "pending", emailAddress: "one@example.com" });
    expect(one.url).toContain("ticket=");
    const bulk = await it.sdk.organizations.createOrganizationInvitationBulk(organizationId, [
      { emailAddress: "two@example.com", role: "org:admin" },
      { emailAddress: "three@example.com", role: "org:member" },
    ]);
    expect(bulk.data).toHaveLength(2);
    const key = { organizationId, invitationId: one.id };
    const read = await it.sdk.organizations.getOrganizationInvitation(key);
    expect(read.url).toBeNull();
    const revoked = await it.sdk.organizations.revokeOrganizationInvitation({
      ...key,
      requestingUserId: ada,
    });
    expect(revoked.status).toBe("revoked");
    const pending = await it.sdk.organizations.getOrganizationInvitationList({
      organizationId,
      status: ["pending"],
    });
    expect(pending.totalCount).toBe(2);
    const stranger = { ...key, requestingUserId: grace };
    expect(await status(it.sdk.organizations.revokeOrganizationInvitation(stranger))).toBe(404);
    const foreign = it.sdk.organizations.createOrganizationInvitation({
      organizationId,
      emailAddress: "four@example.com",
      role: "org:member",
      redirectUrl: "https://evil.example",
    });
    expect(await status(foreign)).toBe(422);
    const mine = await it.sdk.users.getOrganizationInvitationList({ userId: grace });
    expect(mine.totalCount).toBe(0);
    await it.sdk.organizations.deleteOrganization(organizationId);
  });

  test("domains are kept and shown, once the instance has them on", async () => {
    await it.identity.changeSettings({ organizations: { domains_enabled: true } });
    const { id: organizationId } = await it.sdk.organizations.createOrganization({
      name: "Domains",
    });
    const made = await it.sdk.organizations.createOrganizationDomain({
      organizationId,
      name: "Example.com",
      enrollmentMode: "manual_invitation",
    });
    expect(made.name).toBe("example.com");
    const key = { organizationId, domainId: made.id };
    await it.sdk.organizations.updateOrganizationDomain({
      ...key,
      enrollmentMode: "automatic_invitation",
    });
    const list = await it.sdk.organizations.getOrganizationDomainList({ organizationId });
    expect(list.data).toMatchObject([{ enrollment_mode: "automatic_invitation" }]);
    const taken = {
      organizationId,
      name: "example.com",
      enrollmentMode: "manual_invitation" as const,
    };
    expect(await status(it.sdk.organizations.createOrganizationDomain(taken))).toBe(422);
    await it.sdk.organizations.deleteOrganizationDomain(key);
    await it.sdk.organizations.deleteOrganization(organizationId);
  });
});

describe("roles and permissions", () => {
  test("are made, listed, changed, assigned and deleted; system ones stay", async () => {
    const permission = await it.sdk.organizationPermissions.createOrganizationPermission({
      name: "Read reports",
      key: "org:reports:read",
      description: "Sees them",
    });
    const role = await it.sdk.organizationRoles.createOrganizationRole({
      name: "Reader",
      key: "org:reader",
      permissions: [permission.id],
    });
    const key = { organizationRoleId: role.id, permissionId: permission.id };
    expect(
      (await it.sdk.organizationRoles.getOrganizationRole(role.id)).permissions.map(
        ({ key }) => key,
      ),
    ).toEqual(["org:reports:read"]);
    expect(await status(it.sdk.organizationRoles.assignPermissionToOrganizationRole(key))).toBe(
      409,
    );
    await it.sdk.organizationRoles.removePermissionFromOrganizationRole(key);
    expect(await status(it.sdk.organizationRoles.removePermissionFromOrganizationRole(key))).toBe(
      404,
    );
    const renamed = await it.sdk.organizationRoles.updateOrganizationRole({
      organizationRoleId: role.id,
      name: "Reviewer",
      key: "org:reviewer",
    });
    expect(renamed).toMatchObject({ key: "org:reviewer", name: "Reviewer" });
    const list = await it.sdk.organizationRoles.getOrganizationRoleList();
    expect(list.data.map(({ key }) => key).toSorted()).toEqual([
      "org:admin",
      "org:member",
      "org:reviewer",
    ]);
    const permissions = await it.sdk.organizationPermissions.getOrganizationPermissionList({
      limit: 50,
    });
    const system = permissions.data.find(({ key }) => key.startsWith("org:sys_"));
    expect(
      await status(it.sdk.organizationPermissions.deleteOrganizationPermission(system!.id)),
    ).toBe(403);
    await it.sdk.organizationPermissions.updateOrganizationPermission({
      permissionId: permission.id,
      name: "See reports",
    });
    const read = await it.sdk.organizationPermissions.getOrganizationPermission(permission.id);
    expect(read.name).toBe("See reports");
    const { id: organizationId } = await it.sdk.organizations.createOrganization({
      name: "Using",
      createdBy: ada,
    });
    await it.sdk.organizations.createOrganizationMembership({
      organizationId,
      userId: grace,
      role: "org:reviewer",
    });
    expect(await status(it.sdk.organizationRoles.deleteOrganizationRole(role.id))).toBe(422);
    const admin = list.data.find(({ key }) => key === "org:admin");
    expect(await status(it.sdk.organizationRoles.deleteOrganizationRole(admin!.id))).toBe(422);
    await it.sdk.organizations.deleteOrganization(organizationId);
    await it.sdk.organizationRoles.deleteOrganizationRole(role.id);
    await it.sdk.organizationPermissions.deleteOrganizationPermission(permission.id);
    const bad = { name: "x", key: "org:sys_profile:own" };
    expect(await status(it.sdk.organizationPermissions.createOrganizationPermission(bad))).toBe(
      422,
    );
  });
});

describe("invitations and the instance", () => {
  test("invitations are made, listed and revoked", async () => {
    const made = await it.sdk.invitations.createInvitation({ emailAddress: "new@example.com" });
    expect(made.url).toContain("ticket=");
    const [mail] = await it.identity.listMessages({ to: "new@example.com" });
    expect(mail?.body).toContain(made.url!);
    const again = it.sdk.invitations.createInvitation({ emailAddress: "new@example.com" });
    expect(await status(again)).toBe(400);
    const bulk = await it.sdk.invitations.createInvitationBulk([
      { emailAddress: "b1@example.com", notify: false },
      { emailAddress: "b2@example.com", notify: false },
    ]);
    expect(bulk).toHaveLength(2);
    const list = await it.sdk.invitations.getInvitationList({
      status: "pending",
      orderBy: "email_address",
    });
    expect(list.data.map(({ emailAddress }) => emailAddress)).toEqual([
      "b1@example.com",
      "b2@example.com",
      "new@example.com",
    ]);
    expect((await it.sdk.invitations.revokeInvitation(made.id)).revoked).toBe(true);
    expect(await status(it.sdk.invitations.revokeInvitation(made.id))).toBe(400);
    const known = it.sdk.invitations.createInvitation({ emailAddress: "ada@example.com" });
    expect(await status(known)).toBe(422);
  });

  test("an invitation of any status is erased, with the mail that told of it", async () => {
    const emailAddress = "erased@example.com";
    const { id } = await it.sdk.invitations.createInvitation({ emailAddress });
    expect(await it.identity.listMessages({ to: emailAddress })).toHaveLength(1);
    await it.sdk.invitations.revokeInvitation(id);
    expect(await it.sdk.invitations.deleteInvitation(id)).toMatchObject({ id, deleted: true });
    expect(await it.identity.listMessages({ to: emailAddress })).toEqual([]);
    const left = await it.sdk.invitations.getInvitationList({ query: emailAddress });
    expect(left.data).toEqual([]);
    expect(await status(it.sdk.invitations.deleteInvitation(id))).toBe(404);
  });

  test("settings are read and changed, and stay through a restart", async () => {
    const instance = await it.sdk.instance.get();
    expect(instance).toMatchObject({ environmentType: "development" });
    await it.sdk.instance.update({
      allowedOrigins: ["https://ext.example.com"],
      supportEmail: "help@example.com",
      testMode: true,
    });
    const answer = await it.browser().send("/v1/client", { origin: "https://ext.example.com" });
    expect(answer.status).toBe(200);
    const restrictions = await it.sdk.instance.updateRestrictions({ blockEmailSubaddresses: true });
    expect(restrictions.blockEmailSubaddresses).toBe(true);
    const roles = await it.sdk.organizationRoles.getOrganizationRoleList();
    const member = roles.data.find(({ key }) => key === "org:member");
    expect(
      await status(it.sdk.instance.updateOrganizationSettings({ creatorRoleId: member!.id })),
    ).toBe(422);
    const settings = await it.sdk.instance.updateOrganizationSettings({
      maxAllowedMemberships: 9,
      adminDeleteEnabled: false,
    });
    expect(settings).toMatchObject({ maxAllowedMemberships: 9, adminDeleteEnabled: false });
    expect(await it.sdk.instance.getOrganizationSettings()).toMatchObject({
      maxAllowedMemberships: 9,
    });
    const again = await it.restart();
    expect(again.instanceId).toBe(it.identity.instanceId);
    expect(again.settings()).toMatchObject({
      support_email: "help@example.com",
      organizations: { max_allowed_memberships: 9 },
    });
  });
});

describe("Rowlock's own endpoints", () => {
  const ask = async (method: string, path: string, body?: object) => {
    const response = await it.identity.fetch(
      new Request(`${it.url}/v1/rowlock${path}`, {
        method,
        headers: {
          authorization: `Bearer ${SECRET_KEY}`,
          "content-type": "application/json",
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  test("settings, inbox, shortcodes and filled-in claims are there for a dashboard", async () => {
    const changed = await ask("PATCH", "/settings", {
      application_name: "Oars",
      lockout: { max_attempts: 3 },
    });
    expect(changed.body).toMatchObject({
      application_name: "Oars",
      lockout: { max_attempts: 3, duration_seconds: 3600 },
    });
    const refused = await ask("PATCH", "/settings", { username: "sometimes" });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0].meta.param_name).toBe("username");
    expect((await ask("PATCH", "/settings", { nonsense: 1 })).status).toBe(422);
    const reserved = await ask("PATCH", "/settings", { session_token_claims: { sid: "x" } });
    expect(reserved.body.errors[0].code).toBe("jwt_template_reserved_claim");
    const inbox = await ask("GET", "/messages?to=new@example.com");
    expect(inbox.body).toMatchObject({ total_count: 1, data: [{ slug: "invitation" }] });
    const codes = await ask("GET", "/shortcodes");
    expect(codes.body.data.map(({ name }: { name: string }) => name)).toContain("user.id");
    const filled = await ask("POST", "/render_claims", {
      user_id: ada,
      claims: { mail: "{{user.primary_email_address}}", odd: "{{user.shoe_size}}" },
    });
    expect(filled.body).toMatchObject({
      claims: { mail: "ada@example.com", odd: null },
      unknown_shortcodes: [{ path: "odd" }],
    });
  });
});
