import { createHash, pbkdf2Sync } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity({ settings: { username: "optional" } });
});
afterAll(() => it.close());

let count = 0;
/** A user with an address of their own. */
async function make(columns: object = {}) {
  count += 1;
  return it.sdk.users.createUser({
    emailAddress: [`user${count}@example.com`],
    password: PASSWORD,
    ...columns,
  });
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ status: 200, errors: [] }),
    (error) => ({ status: error.status, errors: error.errors }),
  );

describe("the secret key", () => {
  const ask = (authorization: string) =>
    it.identity.fetch(new Request(`${it.url}/v1/users`, { headers: { authorization } }));

  test.each([
    ["Bearer sk_test_wrong", "clerk_key_invalid"],
    [`Bearer ${SECRET_KEY}x`, "clerk_key_invalid"],
    [`Bearer ${SECRET_KEY.slice(0, -1)}`, "clerk_key_invalid"],
    [`Basic ${SECRET_KEY}`, "authorization_header_format_invalid"],
    [SECRET_KEY, "authorization_header_format_invalid"],
    ["Bearer ", "authorization_header_format_invalid"],
  ])("%s is refused", async (authorization, code) => {
    const response = await ask(authorization);
    expect(response.status).toBe(401);
    expect(await response.text()).toContain(code);
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  test("an endpoint that is not there is named in the log, once the key was right", async () => {
    const response = await it.identity.fetch(
      new Request(`${it.url}/v1/phone_numbers?x=1`, {
        headers: { authorization: `Bearer ${SECRET_KEY}` },
      }),
    );
    expect(response.status).toBe(404);
    expect(it.events).toContainEqual({
      kind: "missing_endpoint",
      api: "backend",
      method: "GET",
      path: "/v1/phone_numbers",
    });
  });

  test("a body that is no JSON object is refused", async () => {
    for (const body of ["{", '"text"', "[1]", "null"]) {
      const response = await it.identity.fetch(
        new Request(`${it.url}/v1/users`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${SECRET_KEY}`,
            "content-type": "application/json",
          },
          body,
        }),
      );
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
  });
});

describe("createUser()", () => {
  test("keeps every field, and gives it back", async () => {
    const made = await it.sdk.users.createUser({
      emailAddress: ["Full@Example.com", "second@example.com"],
      emailAddressIdentificationStatus: ["verified", "reserved"],
      password: PASSWORD,
      username: "full_user",
      firstName: "Full",
      lastName: "User",
      externalId: "ext-1",
      locale: "de-CH",
      createdAt: new Date("2020-01-02T03:04:05Z"),
      legalAcceptedAt: new Date("2021-01-01T00:00:00Z"),
      publicMetadata: { plan: "pro" },
      privateMetadata: { note: "x" },
      unsafeMetadata: { theme: "dark" },
    });
    const user = await it.sdk.users.getUser(made.id);
    expect(user).toMatchObject({
      username: "full_user",
      fullName: "Full User",
      externalId: "ext-1",
      locale: "de-CH",
      createdAt: Date.parse("2020-01-02T03:04:05Z"),
      legalAcceptedAt: Date.parse("2021-01-01T00:00:00Z"),
      publicMetadata: { plan: "pro" },
      privateMetadata: { note: "x" },
      unsafeMetadata: { theme: "dark" },
      passwordEnabled: true,
      banned: false,
      locked: false,
    });
    expect(user.primaryEmailAddress?.emailAddress).toBe("full@example.com");
    expect(user.emailAddresses.map((email) => email.verification?.status)).toEqual([
      "verified",
      undefined,
    ]);
    expect(JSON.stringify(user)).not.toContain("scrypt");
  });

  test("says what is missing, taken or wrong", async () => {
    expect((await refusal(it.sdk.users.createUser({ password: PASSWORD }))).errors[0].code).toBe(
      "form_data_missing",
    );
    const { emailAddresses } = await make();
    const taken = await refusal(
      it.sdk.users.createUser({
        emailAddress: [emailAddresses[0]!.emailAddress],
        password: PASSWORD,
      }),
    );
    expect(taken).toMatchObject({ status: 422, errors: [{ code: "form_identifier_exists" }] });
    const weak = await refusal(make({ password: "short" }));
    expect(weak.errors[0].code).toBe("form_password_length_too_short");
    const digest = await refusal(
      make({ password: undefined, passwordDigest: "x", passwordHasher: "argon2d" }),
    );
    expect(digest.errors[0].code).toBe("form_param_value_invalid");
    const large = await refusal(make({ publicMetadata: { text: "x".repeat(9000) } }));
    expect(large.errors[0].code).toBe("form_param_exceeds_allowed_size");
  });

  test("a password can be left out on purpose, and checks be skipped", async () => {
    const bare = await make({ password: undefined, skipPasswordRequirement: true });
    expect(bare.passwordEnabled).toBe(false);
    const weak = await make({ password: "weak", skipPasswordChecks: true });
    expect(await it.sdk.users.verifyPassword({ userId: weak.id, password: "weak" })).toEqual({
      verified: true,
    });
  });

  test("a password hashed elsewhere signs in, and is then hashed as this service does", async () => {
    const passwordDigest = createHash("sha256").update(PASSWORD).digest("hex");
    const emailAddress = "moved@example.com";
    const { id } = await make({
      emailAddress: [emailAddress],
      password: undefined,
      passwordDigest,
      passwordHasher: "sha256",
    });
    const wrong = await it.browser().signIn(emailAddress, "not the password");
    expect(wrong.status).toBe(422);
    const stored = async () => {
      const { rows } = await client.query("select password_digest from users where id = $1", [id]);
      return rows[0].password_digest;
    };
    const client = new pg.Client({ connectionString: it.connectionString });
    await client.connect();
    expect(await stored()).toContain(passwordDigest);
    for (const time of ["first", "second"]) {
      const { status } = await it.browser().signIn(emailAddress, PASSWORD);
      expect([time, status]).toEqual([time, 200]);
      expect(await stored()).toMatch(/^\$scrypt\$/);
    }
    await client.end();
  });

  test("passwords hashed elsewhere go on working", async () => {
    const salt = "salt";
    const digests = {
      sha256: createHash("sha256").update(PASSWORD).digest("hex"),
      md5: createHash("md5").update(PASSWORD).digest("hex"),
      bcrypt: "$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
      pbkdf2_sha256_django: `pbkdf2_sha256$1000$${salt}$${pbkdf2Sync(PASSWORD, salt, 1000, 32, "sha256").toString("base64")}`,
      pbkdf2_sha1: `pbkdf2_sha1$1000$${salt}$${pbkdf2Sync(PASSWORD, salt, 1000, 20, "sha1").toString("hex")}`,
    } as const;
    for (const [passwordHasher, passwordDigest] of Object.entries(digests)) {
      const { id } = await make({ password: undefined, passwordDigest, passwordHasher });
      expect(await it.sdk.users.verifyPassword({ userId: id, password: PASSWORD })).toEqual({
        verified: true,
      });
      expect(
        (await refusal(it.sdk.users.verifyPassword({ userId: id, password: "no" }))).status,
      ).toBe(422);
    }
  });
});

describe("getUserList() and getCount()", () => {
  test("filter, order and page", async () => {
    const list = await startTestIdentity({ settings: { username: "optional" } });
    const make = (name: string, columns: object = {}) => {
      list.clock.now += 1000;
      return list.sdk.users.createUser({
        emailAddress: [`${name}@list.example`],
        username: `${name}_name`,
        firstName: name,
        externalId: `ext-${name}`,
        skipPasswordRequirement: true,
        ...columns,
      });
    };
    const ada = await make("ada");
    const grace = await make("grace", { lastName: "Hopper" });
    const linus = await make("linus", { banned: true });
    const ids = async (params: object) =>
      (await list.sdk.users.getUserList(params)).data.map(({ id }) => id);
    expect(await ids({})).toEqual([linus.id, grace.id, ada.id]);
    expect(await ids({ orderBy: "+created_at" })).toEqual([ada.id, grace.id, linus.id]);
    expect(await ids({ orderBy: "first_name" })).toEqual([ada.id, grace.id, linus.id]);
    expect(await ids({ orderBy: "-email_address", limit: 2 })).toEqual([linus.id, grace.id]);
    expect(await ids({ limit: 1, offset: 1 })).toEqual([grace.id]);
    expect(await ids({ emailAddress: ["ADA@list.example", "none@list.example"] })).toEqual([
      ada.id,
    ]);
    expect(await ids({ userId: [ada.id, linus.id] })).toEqual([linus.id, ada.id]);
    expect(await ids({ userId: [`-${ada.id}`] })).toEqual([linus.id, grace.id]);
    expect(await ids({ externalId: ["ext-grace"] })).toEqual([grace.id]);
    expect(await ids({ username: ["linus_name"] })).toEqual([linus.id]);
    expect(await ids({ query: "hopp" })).toEqual([grace.id]);
    expect(await ids({ query: "%" })).toEqual([]);
    expect(await ids({ query: ada.id })).toEqual([ada.id]);
    expect(await ids({ phoneNumber: ["+41"] })).toEqual([]);
    expect(await ids({ createdAtAfter: grace.createdAt })).toEqual([linus.id]);
    expect(await ids({ createdAtBefore: grace.createdAt })).toEqual([ada.id]);
    expect(await ids({ banned: true })).toEqual([linus.id]);
    expect(await list.sdk.users.getCount()).toBe(3);
    expect(await list.sdk.users.getCount({ query: "a" })).toBe(3);
    expect((await list.sdk.users.getUserList({ limit: 1 })).totalCount).toBe(3);
    expect(
      (await refusal(list.sdk.users.getUserList({ orderBy: "password" as "username" }))).status,
    ).toBe(422);
    expect((await refusal(list.sdk.users.getUserList({ limit: 1000 }))).status).toBe(422);
    const rest = await list.identity.fetch(
      new Request(`${list.url}/v1/users?starting_after=${linus.id}`, {
        headers: { authorization: `Bearer ${SECRET_KEY}` },
      }),
    );
    expect(((await rest.json()) as { id: string }[]).map(({ id }) => id)).toEqual([
      grace.id,
      ada.id,
    ]);
    const { id } = await list.sdk.organizations.createOrganization({
      name: "O",
      createdBy: ada.id,
    });
    expect(await ids({ organizationId: [id] })).toEqual([ada.id]);
    await list.close();
  });
});

describe("a user's changes", () => {
  test("updateUser() writes what it names and leaves the rest", async () => {
    const { id } = await make({ firstName: "Old", lastName: "Name" });
    const changed = await it.sdk.users.updateUser(id, { firstName: "New", username: "renamed_1" });
    expect(changed).toMatchObject({ firstName: "New", lastName: "Name", username: "renamed_1" });
    expect((await it.sdk.users.updateUser(id, { username: "" })).username).toBeNull();
    const limited = await it.sdk.users.updateUser(id, {
      createOrganizationsLimit: 3,
      deleteSelfEnabled: false,
    });
    expect(limited.createOrganizationsLimit).toBe(3);
    const kept = await it.sdk.users.updateUser(id, { firstName: "Newer" });
    expect(kept.createOrganizationsLimit).toBe(3);
    const { id: other } = await make({ externalId: "ext-2" });
    expect((await refusal(it.sdk.users.updateUser(id, { externalId: "ext-2" }))).status).toBe(422);
    expect((await it.sdk.users.updateUser(other, { externalId: "ext-2" })).externalId).toBe(
      "ext-2",
    );
    expect((await refusal(it.sdk.users.updateUser("user_none", { firstName: "x" }))).status).toBe(
      404,
    );
  });

  test("a new password can end the sessions there are", async () => {
    const { id, emailAddresses } = await make();
    const browser = it.browser();
    await browser.signIn(emailAddresses[0]!.emailAddress, PASSWORD);
    await it.sdk.users.updateUser(id, { password: "a new password", signOutOfOtherSessions: true });
    expect((await browser.send("/v1/client")).body.response.sessions).toEqual([]);
    expect((await browser.signIn(emailAddresses[0]!.emailAddress, "a new password")).status).toBe(
      200,
    );
  });

  test("metadata is merged or replaced", async () => {
    const { id } = await make({ publicMetadata: { a: { b: 1 }, c: 2 } });
    const merged = await it.sdk.users.updateUserMetadata(id, {
      publicMetadata: { a: { d: 3 }, c: null },
      privateMetadata: { secret: true },
    });
    expect(merged.publicMetadata).toEqual({ a: { b: 1, d: 3 } });
    const replaced = await it.sdk.users.replaceUserMetadata(id, { publicMetadata: { e: 4 } });
    expect(replaced).toMatchObject({ publicMetadata: { e: 4 }, privateMetadata: { secret: true } });
    const polluted = await it.sdk.users.updateUserMetadata(id, {
      publicMetadata: JSON.parse('{"__proto__":{"polluted":true}}'),
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(polluted.id).toBe(id);
  });

  test("lock and unlock, ban and unban", async () => {
    const { id, emailAddresses } = await make();
    const address = emailAddresses[0]!.emailAddress;
    const locked = await it.sdk.users.lockUser(id);
    expect(locked.locked).toBe(true);
    expect((await it.browser().signIn(address, PASSWORD)).body.errors[0].code).toBe("user_locked");
    expect((await it.sdk.users.unlockUser(id)).locked).toBe(false);
    expect((await it.browser().signIn(address, PASSWORD)).status).toBe(200);
    expect((await it.sdk.users.banUser(id)).banned).toBe(true);
    expect((await refusal(it.sdk.sessions.createSession({ userId: id }))).status).toBe(403);
    expect((await it.sdk.users.unbanUser(id)).banned).toBe(false);
  });

  test("a password is verified, removed, called compromised", async () => {
    const { id, emailAddresses } = await make();
    const address = emailAddresses[0]!.emailAddress;
    const wrong = await refusal(it.sdk.users.verifyPassword({ userId: id, password: "wrong" }));
    expect(wrong).toMatchObject({ status: 422, errors: [{ code: "incorrect_password" }] });
    await it.sdk.users.setPasswordCompromised(id, { revokeAllSessions: true });
    const refused = await it.browser().signIn(address, PASSWORD);
    expect(refused.body.errors[0].code).toBe("form_password_compromised");
    await it.sdk.users.unsetPasswordCompromised(id);
    expect((await it.browser().signIn(address, PASSWORD)).status).toBe(200);
    expect((await it.sdk.users.removePassword(id)).passwordEnabled).toBe(false);
    const none = await refusal(it.sdk.users.verifyPassword({ userId: id, password: PASSWORD }));
    expect(none.errors[0].code).toBe("no_password_set");
  });

  test("a picture goes up and away", async () => {
    const { id } = await make();
    const png = new Blob([new Uint8Array(Buffer.from("89504e470d0a1a0a00", "hex"))]);
    expect((await it.sdk.users.updateUserProfileImage(id, { file: png })).hasImage).toBe(true);
    expect((await it.sdk.users.deleteUserProfileImage(id)).hasImage).toBe(false);
  });

  test("deleteUser() takes everything of the user with it", async () => {
    const { id, emailAddresses } = await make();
    await it.sdk.organizations.createOrganization({ name: "Theirs", createdBy: id });
    await it.browser().signIn(emailAddresses[0]!.emailAddress, PASSWORD);
    expect(await it.sdk.users.deleteUser(id)).toMatchObject({ id, deleted: true });
    expect((await refusal(it.sdk.users.getUser(id))).status).toBe(404);
    expect((await refusal(it.sdk.users.deleteUser(id))).status).toBe(404);
    expect((await it.sdk.sessions.getSessionList({ userId: id })).data).toEqual([]);
    await make({ emailAddress: [emailAddresses[0]!.emailAddress] });
  });

  test("what nobody has here says so", async () => {
    const { id } = await make();
    expect(await it.sdk.users.disableUserMFA(id)).toMatchObject({});
    expect((await it.sdk.users.getUserOauthAccessToken(id, "google")).data).toEqual([]);
    expect((await refusal(it.sdk.users.verifyTOTP({ userId: id, code: "123456" }))).status).toBe(
      400,
    );
  });
});

describe("email addresses", () => {
  test("are made, verified, made primary, deleted, and replaced whole", async () => {
    const { id } = await make();
    const made = await it.sdk.emailAddresses.createEmailAddress({
      userId: id,
      emailAddress: "extra1@example.com",
    });
    expect(made.verification).toBeNull();
    const verified = await it.sdk.emailAddresses.updateEmailAddress(made.id, {
      verified: true,
      primary: true,
    });
    expect(verified.verification?.status).toBe("verified");
    expect((await it.sdk.users.getUser(id)).primaryEmailAddressId).toBe(made.id);
    expect((await it.sdk.emailAddresses.getEmailAddress(made.id)).emailAddress).toBe(
      "extra1@example.com",
    );
    await it.sdk.emailAddresses.deleteEmailAddress(made.id);
    const left = await it.sdk.users.getUser(id);
    expect(left.emailAddresses).toHaveLength(1);
    expect(left.primaryEmailAddressId).toBe(left.emailAddresses[0]!.id);
    const last = await refusal(
      it.sdk.emailAddresses.deleteEmailAddress(left.emailAddresses[0]!.id),
    );
    expect(last.status).toBe(400);
    const replaced = await it.sdk.users.replaceUserEmailAddress(id, {
      emailAddress: "whole@example.com",
    });
    const after = await it.sdk.users.getUser(id);
    expect(after.emailAddresses.map((email) => email.id)).toEqual([replaced.id]);
  });

  test("an address of somebody else can't be claimed, whoever verifies", async () => {
    const { id: one } = await make();
    const { id: two } = await make();
    const add = (userId: string) =>
      it.sdk.emailAddresses.createEmailAddress({ userId, emailAddress: "shared@example.com" });
    const [first, second] = [await add(one), await add(two)];
    await it.sdk.emailAddresses.updateEmailAddress(first.id, { verified: true });
    const late = await refusal(
      it.sdk.emailAddresses.updateEmailAddress(second.id, { verified: true }),
    );
    expect(late.errors[0].code).toBe("form_identifier_exists");
  });
});
