import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../verified-token.ts";
import { parseClaims, renderClaims, type TemplateSubject } from "./claims-template.ts";
import { SHORTCODES } from "./shortcodes.ts";
import { TemplateError } from "./template-error.ts";

const maria: TemplateSubject = {
  user: {
    id: "user_abcdef123456789",
    first_name: "Maria",
    last_name: "Doe",
    full_name: null,
    image_url: "https://example.com/avatar.jpg",
    primary_email_address: "maria@example.com",
    primary_phone_number: null,
    email_verified: false,
    phone_number_verified: true,
    created_at: 1227618844,
    public_metadata: {
      profile: { interests: ["reading", "climbing"], "favourite color": "red" },
      zero: 0,
      empty: "",
      off: false,
    },
    unsafe_metadata: { foo: { bar: 42 } },
    private_metadata: { salary: 1 },
    organizations: { org_1: "org:admin" },
  },
  org: { id: "org_1", role: "org:admin", public_metadata: { plan: "pro" } },
  org_membership: { permissions: ["org:invoices:read"] },
  session: { actor: { sub: "user_boss" } },
};

function render(claims: JsonObject, subject: TemplateSubject = maria): JsonObject {
  return renderClaims(parseClaims(claims, { reserved: [] }), subject);
}

function one(claim: JsonValue, subject: TemplateSubject = maria): JsonValue | undefined {
  return render({ claim }, subject).claim;
}

function failure(claims: JsonObject): TemplateError {
  try {
    parseClaims(claims, { reserved: ["sub"] });
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("The template was taken");
}

describe("renderClaims()", () => {
  test("renders the whole of Clerk's own example", () => {
    expect(
      render({
        aud: "https://my-site.com",
        version: 1,
        foo: { bar: [1, 2, 3] },
        user_id: "{{user.id}}",
        avatar: "{{user.image_url}}",
        full_name: "{{user.last_name}} {{user.first_name}}",
        email: "{{user.primary_email_address}}",
        phone: "{{user.primary_phone_address}}",
        registration_date: "{{user.created_at}}",
        likes_to_do: "{{user.public_metadata.profile.interests}}",
        unsafe_meta: "{{user.unsafe_metadata}}",
        invalid_shortcode: "{{user.i_dont_exist}}",
      }),
    ).toEqual({
      aud: "https://my-site.com",
      version: 1,
      foo: { bar: [1, 2, 3] },
      user_id: "user_abcdef123456789",
      avatar: "https://example.com/avatar.jpg",
      full_name: "Doe Maria",
      email: "maria@example.com",
      phone: null,
      registration_date: 1227618844,
      likes_to_do: ["reading", "climbing"],
      unsafe_meta: { foo: { bar: 42 } },
      invalid_shortcode: null,
    });
  });

  test.each<[string, JsonValue]>([
    ["{{user.public_metadata.profile.interests[1]}}", "climbing"],
    ["{{user.public_metadata.profile.interests.0}}", "reading"],
    ["{{user.public_metadata.profile['favourite color']}}", "red"],
    ["{{ user.unsafe_metadata.foo.bar }}", 42],
    ["{{user.unsafe_metadata.foo.bar.deeper}}", null],
    ["{{user.public_metadata.zero}}", 0],
    ["{{user.organizations}}", { org_1: "org:admin" }],
    ["{{org.public_metadata.plan}}", "pro"],
    ["{{org_membership.permissions}}", ["org:invoices:read"]],
    ["{{session.actor.sub}}", "user_boss"],
  ])("a lone %s keeps its type", (text, expected) => {
    expect(one(text)).toEqual(expected);
  });

  test.each<[string, JsonValue]>([
    ["{{user.email_verified || user.phone_number_verified}}", true],
    ["{{user.full_name || 'Awesome User'}}", "Awesome User"],
    ["{{user.public_metadata.age || user.unsafe_metadata.age || 30 }}", 30],
    ["{{user.public_metadata.zero || 7}}", 0],
    ["{{user.public_metadata.empty || 'x'}}", ""],
    ["{{user.public_metadata.off || user.email_verified}}", false],
    ["{{user.full_name || user.i_dont_exist}}", null],
    ["{{user.full_name || 'it\\'s }} me'}}", "it's }} me"],
    ["{{user.full_name || -1.5}}", -1.5],
    ["{{user.full_name || true}}", true],
    ["{{'only a literal'}}", "only a literal"],
  ])("%s falls back as Clerk says", (text, expected) => {
    expect(one(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["{{user.full_name}} {{user.first_name}}", "null Maria"],
    ["id:{{user.id}}", "id:user_abcdef123456789"],
    [" {{user.created_at}}", " 1227618844"],
    ["{{user.public_metadata.profile.interests}}!", '["reading","climbing"]!'],
    ["{{user.full_name || 'friend'}}, {{user.email_verified}}", "friend, false"],
    ["no braces { } at all", "no braces { } at all"],
    ["", ""],
  ])("%s becomes text", (text, expected) => {
    expect(one(text)).toBe(expected);
  });

  test("fills shortcodes at any depth", () => {
    expect(one({ a: [{ b: "{{user.id}}" }, "{{user.unsafe_metadata.foo}}"] })).toEqual({
      a: [{ b: "user_abcdef123456789" }, { bar: 42 }],
    });
  });

  test("gives null for an organization and a session that are not there", () => {
    const alone = { user: { id: "user_1" } };
    expect(one("{{org.id}}", alone)).toBeNull();
    expect(one("{{session.actor}}", alone)).toBeNull();
  });

  test("reads only what is listed: no private metadata, no prototype", () => {
    for (const text of [
      "{{user.private_metadata}}",
      "{{user.private_metadata.salary}}",
      "{{user.constructor}}",
      "{{user.public_metadata.__proto__}}",
      "{{user.public_metadata.profile.interests.length}}",
      "{{user.id.length}}",
      "{{user}}",
      "{{process.env}}",
    ]) {
      expect(one(text), text).toBeNull();
    }
  });

  test("leaves static claims as they are, whatever they are", () => {
    const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("{{"));
    fc.assert(
      fc.property(plain, (value) => {
        const claim = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(one(claim)).toEqual(claim);
      }),
      { numRuns: 50 },
    );
  });

  test("never lets a user's own text become a shortcode", () => {
    const subject = { user: { first_name: "{{user.id}}", id: "user_1" } };
    expect(one("{{user.first_name}} {{user.id}}", subject)).toBe("{{user.id}} user_1");
  });
});

describe("parseClaims()", () => {
  test.each<[string, string]>([
    [
      "{{user.id",
      "In the claim claim, line 1, column 1: expected }}, because a shortcode is not closed",
    ],
    [
      "a\nbc {{ user.id | 'x' }}",
      "In the claim claim, line 2, column 15: expected || or the end of the shortcode in {{ user.id | 'x' }}",
    ],
    [
      "{{}}",
      "In the claim claim, line 1, column 3: expected a shortcode, a number, true, false or a 'text'",
    ],
    ["{{user.id || }}", "In the claim claim, line 1, column 14: expected a shortcode"],
    ['{{user.id || "x"}}', "expected a shortcode, a number, true, false or a 'text'"],
    ["{{user.id || {}}}", "expected a shortcode"],
    ["{{user..id}}", "expected || or the end of the shortcode"],
    ["{{user.id || 'x}}", "expected }}, because a shortcode is not closed"],
  ])("refuses %j with the place", (text, message) => {
    const error = failure({ claim: text });
    expect(error.code).toBe("TEMPLATE_SYNTAX");
    expect(error.message).toContain(message);
    expect(error.path).toBe("claim");
    expect(text).toContain(error.shortcode);
  });

  test("names the path of a nested claim", () => {
    expect(failure({ a: { b: ["", "{{"] } }).path).toBe("a.b[1]");
  });

  test("refuses a reserved claim, and only at the top", () => {
    const error = failure({ sub: "{{user.id}}" });
    expect(error.code).toBe("TEMPLATE_RESERVED_CLAIM");
    expect(error.message).toBe("You can't use the reserved claim: 'sub'");
    expect(() => parseClaims({ nested: { sub: "x" } }, { reserved: ["sub"] })).not.toThrow();
  });

  test("refuses claims without end", () => {
    let claim: JsonValue = "x";
    for (let depth = 0; depth < 40; depth += 1) claim = [claim];
    expect(failure({ claim }).message).toContain("nested more than 32 deep");
  });

  test("tells the editor of shortcodes that nothing fills", () => {
    const { unknownShortcodes } = parseClaims(
      {
        phone: "{{user.primary_phone_address}}",
        nested: { name: "{{user.firstName || user.id}}" },
      },
      { reserved: [] },
    );
    expect(unknownShortcodes).toEqual([
      { path: "phone", shortcode: "user.primary_phone_address" },
      { path: "nested.name", shortcode: "user.firstName" },
    ]);
  });

  test("knows every shortcode that it lists", () => {
    for (const { name } of SHORTCODES) {
      expect(parseClaims({ a: `{{${name}}}` }, { reserved: [] }).unknownShortcodes).toEqual([]);
    }
  });
});
