// The promise itself, along the real path: Clerk token, verifier, role, HTTP verb, row. Each attack is a real request;
// the same attacks are made with row level security switched off, where those that only it stops must succeed.
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadInstanceKey } from "../../src/tokens/keys/instance-key.ts";
import { GUIDE_TEMPLATE, startTestStack, type TestStack } from "../stack.ts";
import { ADA_SECRET, type AttackContext, type AttackRequest, attacks } from "./attacks.ts";
import { forgedTokens } from "./forged-tokens.ts";
import { ISOLATION_SCHEMA } from "./schema.ts";

let api: TestStack;
let context: AttackContext;

beforeAll(async () => {
  api = await startTestStack({
    migration: ISOLATION_SCHEMA,
    rowlockToml: `${GUIDE_TEMPLATE}
[[clerk.users]]
email_address = "ada@example.com"
[[clerk.users]]
email_address = "grace@example.com"
`,
  });
});

afterAll(() => api?.close());

beforeEach(async () => {
  await api.sql("alter table tasks enable row level security; truncate tasks restart identity");
  const ids = await userIds();
  const { rows } = await api.sql(
    "insert into tasks (name, user_id) values ($1, $2), ('grace', $3) returning id",
    [ADA_SECRET, ids.ada, ids.grace],
  );
  const now = Math.floor(Date.now() / 1000);
  const key = loadInstanceKey(api.opened.storedKeys.instanceKey);
  context = {
    adaId: ids.ada,
    graceId: ids.grace,
    adaRowId: rows[0].id,
    graceToken: await api.token("grace@example.com"),
    expiredAdaToken: await expiredToken(ids.ada, now),
    forgedTokens: forgedTokens({
      adaId: ids.ada,
      issuer: api.opened.addresses.clerkIssuer,
      publicPem: key.publicPem,
      kid: key.kid,
      anonKey: api.opened.keys.anonKey,
      now,
    }),
  };
});

async function userIds(): Promise<{ ada: string; grace: string }> {
  const users = await api.stack.identity.listUsers();
  const id = (name: string) => users.find((user) => user.identifier.startsWith(name))?.id ?? "";
  return { ada: id("ada"), grace: id("grace") };
}

/** Ada's real token of an hour ago: signed with the real secret. */
function expiredToken(sub: string, now: number): Promise<string> {
  return new SignJWT({ role: "authenticated", sub })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(api.opened.addresses.clerkIssuer)
    .setIssuedAt(now - 3600)
    .setExpirationTime(now - 3540)
    .sign(Buffer.from(api.opened.keys.jwtSecret));
}

interface Attempt {
  readonly name: string;
  readonly status: number;
  readonly leaked: boolean;
}

async function attempt(attack: AttackRequest): Promise<Attempt> {
  const before = await adaRows();
  const response = await api.request(attack.path, {
    method: attack.method,
    token: attack.token,
    ...(attack.headers ? { headers: attack.headers } : {}),
    ...(attack.body === undefined ? {} : { body: JSON.stringify(attack.body) }),
  });
  const text = await response.text();
  const changed = (await adaRows()) !== before;
  return {
    name: attack.name,
    status: response.status,
    leaked: changed || text.includes(ADA_SECRET),
  };
}

async function adaRows(): Promise<string> {
  const { rows } = await api.sql(
    "select * from tasks where user_id = $1 or name = $2 order by id",
    [context.adaId, ADA_SECRET],
  );
  return JSON.stringify(rows);
}

describe("Grace can't reach Ada's rows", () => {
  test("by any request, token or fragment of SQL", async () => {
    const leaks: string[] = [];
    const failures: string[] = [];
    for (const attack of attacks(context)) {
      const { name, status, leaked } = await attempt(attack);
      if (leaked) leaks.push(name);
      if (status >= 500) failures.push(`${status} ${name}`);
    }
    expect(leaks).toEqual([]);
    expect(failures).toEqual([]);
  });

  test("and every foreign token is refused with 401 and is not repeated in the answer", async () => {
    const tokens = { expired: context.expiredAdaToken, ...context.forgedTokens };
    for (const [name, token] of Object.entries(tokens)) {
      const response = await api.request("tasks", { token });
      const body = await response.text();
      expect([name, response.status]).toEqual([name, 401]);
      expect([name, JSON.parse(body).code]).toEqual([name, expect.stringMatching(/^PGRST30[13]$/)]);
      expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
      if (token.length > 20) expect(body).not.toContain(token.slice(0, 20));
    }
  });

  test("and Grace still sees and changes her own", async () => {
    const token = context.graceToken;
    const seen = await api.request("tasks?select=name", { token });
    expect(await seen.json()).toEqual([{ name: "grace" }]);
    const changed = await api.request("tasks?name=eq.grace", {
      method: "PATCH",
      token,
      headers: { prefer: "return=representation" },
      body: JSON.stringify({ name: "grace again" }),
    });
    expect(await changed.json()).toMatchObject([{ name: "grace again" }]);
  });
});

describe("the same attacks without row level security", () => {
  test("succeed wherever only it stops them, so the test above can fail", async () => {
    const missed: string[] = [];
    for (const attack of attacks(context).filter((one) => one.stoppedByRls === true)) {
      await api.sql(
        "alter table tasks disable row level security; truncate tasks restart identity",
      );
      await api.sql("insert into tasks (name, user_id) values ($1, $2), ('grace', $3)", [
        ADA_SECRET,
        context.adaId,
        context.graceId,
      ]);
      if (!(await attempt(attack)).leaked) missed.push(attack.name);
    }
    expect(missed).toEqual([]);
  });
});

describe("a JWT template that asks for the service role", () => {
  const claims = [
    { role: "service_role" },
    { role: "{{user.public_metadata.role}}" },
    { role: "{{user.public_metadata.role || 'service_role'}}" },
  ];

  test.each(claims)("is refused when saved: %j", async (claim) => {
    const { keys, addresses } = api.opened;
    const response = await fetch(`${addresses.clerk}/v1/jwt_templates`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${keys.clerkSecretKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        name: "climb",
        claims: claim,
        custom_signing_key: true,
        signing_algorithm: "HS256",
        signing_key: keys.jwtSecret,
      }),
    });
    expect(response.status).toBe(422);
  });

  test("signed by the instance's key, it gives no token that the Data API takes", async () => {
    const { keys, addresses } = api.opened;
    const headers = {
      authorization: `Bearer ${keys.clerkSecretKey}`,
      "content-type": "application/json",
    };
    const created = await fetch(`${addresses.clerk}/v1/jwt_templates`, {
      method: "POST",
      headers,
      body: JSON.stringify({ name: "climb", claims: { role: "service_role" } }),
    });
    expect(created.status).toBe(200);
    const token = await api.stack.identity.mintTemplateToken("grace@example.com", "climb");
    const response = await api.request("tasks", { token });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(ADA_SECRET);
  });
});

describe("many people at once", () => {
  test("2,000 interleaved requests of 50 people and anon each see only their own", async () => {
    const people = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const email = `person${index}@example.com`;
        const { id } = await api.stack.identity.addUser({ emailAddress: email });
        return { id, token: await api.token(id) };
      }),
    );
    await api.sql(
      "insert into tasks (name, user_id) select 'of ' || id, id from unnest($1::text[]) as id",
      [people.map(({ id }) => id)],
    );
    const wrong: string[] = [];
    const turns = Array.from({ length: 2_000 }, (_, index) => index).values();
    async function ask(): Promise<void> {
      for (const index of turns) {
        const person = people[index % 51];
        const response = await api.request("tasks?select=name,user_id", { token: person?.token });
        const body = await response.text();
        const expected = person
          ? JSON.stringify([{ name: `of ${person.id}`, user_id: person.id }])
          : expect.stringContaining("42501");
        try {
          expect(body).toEqual(expected);
        } catch {
          wrong.push(`${index}: ${response.status} ${body.slice(0, 200)}`);
        }
      }
    }
    // Each has a connection of its own; on a slow machine many more would wait longer than a request may take to come.
    await Promise.all(Array.from({ length: 200 }, ask));
    expect(wrong).toEqual([]);
  });
});
