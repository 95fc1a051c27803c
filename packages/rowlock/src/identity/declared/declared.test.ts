import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
});
afterAll(() => it.close());

const empty = { public_metadata: {}, private_metadata: {}, unsafe_metadata: {} };
const ada = { email_address: "Ada@example.com", password: PASSWORD, first_name: "Ada", ...empty };

describe("seedUsers()", () => {
  test("makes users once, and leaves what they changed alone until their entry changes", async () => {
    const [first] = await it.identity.seedUsers([ada]);
    await it.sdk.users.updateUser(first!.id, {
      firstName: "Augusta",
      password: "her own password",
    });
    const [second] = await it.identity.seedUsers([ada]);
    expect(second!.id).toBe(first!.id);
    expect((await it.sdk.users.getUser(first!.id)).firstName).toBe("Augusta");
    expect((await it.browser().signIn("ada@example.com", "her own password")).status).toBe(200);
    await it.identity.seedUsers([{ ...ada, last_name: "Lovelace" }]);
    const user = await it.sdk.users.getUser(first!.id);
    expect(user).toMatchObject({ firstName: "Ada", lastName: "Lovelace" });
    expect((await it.browser().signIn("ada@example.com", PASSWORD)).status).toBe(200);
  });

  test("sets up second factors, also of somebody who is there already", async () => {
    await it.identity.changeSettings({ second_factors: { totp: true, backup_code: true } });
    const seed = { email_address: "careful@example.com", password: PASSWORD, ...empty };
    const [seeded] = await it.identity.seedUsers([seed]);
    const codes = { backup_codes: ["Spare-Code-1"] };
    const factors = { totp_secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", ...codes };
    await it.identity.seedUsers([{ ...seed, ...factors }]);
    expect(await it.sdk.users.getUser(seeded!.id)).toMatchObject({
      totpEnabled: true,
      backupCodeEnabled: true,
    });
    const browser = it.browser();
    const { body } = await browser.signIn("careful@example.com", PASSWORD);
    expect(body.response.status).toBe("needs_second_factor");
    const done = await browser.send(
      `/v1/client/sign_ins/${body.response.id}/attempt_second_factor`,
      { method: "POST", form: { strategy: "backup_code", code: "spare-code-1" } },
    );
    expect(done.body.response.status).toBe("complete");
    const refused = { message: expect.stringContaining("clerk.users[0]") };
    for (const wrong of [codes, { totp_secret: "no base32!" }]) {
      const seeding = it.identity.seedUsers([{ ...seed, ...wrong }]);
      await expect(seeding).rejects.toMatchObject(refused);
    }
  });

  test("connects accounts at providers, also of somebody who is there already", async () => {
    const seed = { email_address: "social@example.com", first_name: "Sofia", ...empty };
    const [seeded] = await it.identity.seedUsers([seed]);
    const external_accounts = [
      { provider: "oauth_google" as const },
      {
        provider: "oauth_github" as const,
        email_address: "sofia@example.org",
        provider_user_id: "4711",
      },
    ];
    await it.identity.seedUsers([{ ...seed, external_accounts }]);
    await it.identity.seedUsers([{ ...seed, last_name: "Kowalewskaja", external_accounts }]);
    const { externalAccounts } = await it.sdk.users.getUser(seeded!.id);
    expect(externalAccounts).toMatchObject([
      { provider: "oauth_google", emailAddress: "social@example.com", firstName: "Sofia" },
      {
        provider: "oauth_github" as const,
        emailAddress: "sofia@example.org",
        providerUserId: "4711",
      },
    ]);
    const taken = { email_address: "thief@example.com", ...empty };
    const theirs = [{ provider: "oauth_github" as const, email_address: "sofia@example.org" }];
    await expect(
      it.identity.seedUsers([{ ...taken, external_accounts: theirs }]),
    ).rejects.toMatchObject({ message: expect.stringContaining("claimed by another user") });
    const fresh = { email_address: "fresh@example.com", ...empty };
    const own = [{ provider: "oauth_google" as const }];
    const [made] = await it.identity.seedUsers([{ ...fresh, external_accounts: own }]);
    const user = await it.sdk.users.getUser(made!.id);
    expect(user.externalAccounts).toMatchObject([{ verification: { status: "verified" } }]);
  });

  test("gives a phone number, also to somebody who is there already", async () => {
    const seed = { email_address: "phone@example.com", ...empty };
    const [seeded] = await it.identity.seedUsers([seed]);
    await it.identity.seedUsers([{ ...seed, phone_number: "+12015550161" }]);
    await it.identity.seedUsers([{ ...seed, phone_number: "+12015550161" }]);
    const user = await it.sdk.users.getUser(seeded!.id);
    expect(user.phoneNumbers).toMatchObject([
      { phoneNumber: "+12015550161", verification: { status: "verified" } },
    ]);
    expect(user.primaryPhoneNumberId).toBe(user.phoneNumbers[0]?.id);
    const taken = { email_address: "other@example.com", phone_number: "+12015550161", ...empty };
    await expect(it.identity.seedUsers([taken])).rejects.toMatchObject({
      code: "SEED_USER_REFUSED",
      message: expect.stringContaining("That phone number is taken"),
    });
  });

  test("takes an id of choice, and a user without a password", async () => {
    const seed = { id: "user_fixed1", email_address: "fixed@example.com", ...empty };
    expect(await it.identity.seedUsers([seed])).toEqual([
      { id: "user_fixed1", emailAddress: "fixed@example.com" },
    ]);
    expect((await it.sdk.users.getUser("user_fixed1")).passwordEnabled).toBe(false);
  });

  test("names the entry that can't be made", async () => {
    const seeds = [
      { email_address: "one@example.com", username: "same_name", ...empty },
      { email_address: "two@example.com", username: "same_name", ...empty },
    ];
    await expect(it.identity.seedUsers(seeds)).rejects.toMatchObject({
      code: "SEED_USER_REFUSED",
      message: expect.stringContaining("clerk.users[1]"),
    });
  });
});

describe("operations", () => {
  test("users are added, listed, given metadata, signed in by a link, and deleted", async () => {
    const made = await it.identity.addUser({ emailAddress: "ops@example.com", firstName: "Ops" });
    expect((await it.identity.listUsers()).map(({ identifier }) => identifier)).toContain(
      "ops@example.com",
    );
    const noted = await it.identity.mergeMetadata("ops@example.com", { public_metadata: { a: 1 } });
    expect(noted.publicMetadata).toEqual({ a: 1 });
    const link = new URL(await it.identity.createSignInLink(made.id));
    const opened = await it.browser().raw(link.pathname, {
      query: { ticket: link.searchParams.get("ticket")! },
    });
    const target = new URL(opened.headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe("http://localhost:3000/sign-in");
    const ticket = target.searchParams.get("__clerk_ticket")!;
    const { body } = await it.browser().send("/v1/client/sign_ins", {
      method: "POST",
      form: { strategy: "ticket", ticket },
    });
    expect(body.response.status).toBe("complete");
    await it.identity.deleteUser("ops@example.com");
    await expect(it.identity.deleteUser("ops@example.com")).rejects.toMatchObject({ status: 404 });
  });

  test("tokens are minted for a command line, and not for a banned user", async () => {
    const { id } = await it.identity.addUser({ emailAddress: "token@example.com" });
    await it.identity.declareTemplates([
      {
        name: "supabase",
        claims: { role: "authenticated" },
        lifetime: 60,
        allowed_clock_skew: 5,
        signing_algorithm: "HS256",
        signing_key: "project",
      },
    ]);
    const claims = (jwt: string) =>
      JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    expect(claims(await it.identity.mintSessionToken("token@example.com"))).toMatchObject({
      sub: id,
      v: 2,
    });
    expect(claims(await it.identity.mintTemplateToken(id, "supabase"))).toMatchObject({
      sub: id,
      role: "authenticated",
    });
    await expect(it.identity.mintTemplateToken(id, "none")).rejects.toMatchObject({ status: 404 });
    await it.sdk.users.banUser(id);
    await expect(it.identity.mintSessionToken(id)).rejects.toMatchObject({ code: "user_banned" });
    expect((await it.sdk.sessions.getSessionList({ userId: id })).totalCount).toBe(0);
  });
});

test("a database that a newer Rowlock made is refused", async () => {
  const pg = await import("pg");
  const client = new pg.default.Client({ connectionString: it.connectionString });
  await client.connect();
  await client.query("insert into schema_steps values (999, 'from the future', 0)");
  await expect(it.restart()).rejects.toMatchObject({ code: "IDENTITY_DATABASE_NEWER" });
  await client.query("delete from schema_steps where version = 999");
  await client.end();
});

describe("seedOrganizations()", () => {
  const acme = {
    name: "Acme",
    slug: "acme",
    public_metadata: { plan: "team" },
    private_metadata: {},
    members: [{ email_address: "ada@example.com", role: "org:admin" }],
    invitations: [{ email_address: "Guest@example.com", role: "org:member" }],
  };

  test("makes an organization once, with members and invitations, and adds what the file gains", async () => {
    await it.identity.seedUsers([ada]);
    await it.identity.seedOrganizations([acme]);
    await it.identity.seedOrganizations([acme]);
    const organization = await it.sdk.organizations.getOrganization({ slug: "acme" });
    expect(organization).toMatchObject({ name: "Acme", publicMetadata: { plan: "team" } });
    expect((await it.identity.listMessages({ to: "guest@example.com" })).length).toBe(1);
    await it.identity.addUser({ emailAddress: "grace@example.com" });
    const grace = { email_address: "grace@example.com", role: "org:member" };
    await it.identity.seedOrganizations([{ ...acme, members: [...acme.members, grace] }]);
    const { data } = await it.sdk.organizations.getOrganizationMembershipList({
      organizationId: organization.id,
    });
    expect(data.map(({ role }) => role).toSorted()).toEqual(["org:admin", "org:member"]);
    const token = await it.identity.mintSessionToken("ada@example.com", { organization: "acme" });
    const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());
    expect(claims.o).toMatchObject({ id: organization.id, slg: "acme", rol: "admin" });
  });

  test("names the entry whose member nobody is", async () => {
    const members = [{ email_address: "nobody@example.com", role: "org:member" }];
    await expect(
      it.identity.seedOrganizations([{ ...acme, slug: "other", members }]),
    ).rejects.toMatchObject({
      code: "SEED_ORGANIZATION_REFUSED",
      message: expect.stringContaining("clerk.organizations[0] (other)"),
    });
  });
});
