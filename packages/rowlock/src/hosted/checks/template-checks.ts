// The template form: tokens of a JWT template, signed with the project's JWT secret.
import { isDeepStrictEqual } from "node:util";
import type { Template } from "../clerk-instance.ts";
import {
  type CheckLine,
  ok,
  type Pair,
  unknown,
  type Wanted,
  type WantedTemplate,
  whenKnown,
  wrong,
} from "./line.ts";

export function templates(pair: Pair, { templates: wanted }: Wanted): readonly CheckLine[] {
  if (wanted.length === 0) return [];
  return [...wanted.map((one) => template(pair, one)), secretTrusted(pair), secretTheSame()];
}

const PAGE = "https://dashboard.clerk.com/~/jwt-templates";

function template({ clerk }: Pair, wanted: WantedTemplate): CheckLine {
  return whenKnown(`template ${wanted.name}`, clerk.templates, (all) => {
    const found = all.find(({ name }) => name === wanted.name);
    if (found === undefined) {
      const names = all.map(({ name }) => name).join(", ");
      return wrong(
        `the instance has none of that name; it has ${names || "none at all"}`,
        `Make it at ${PAGE}, with the claims of rowlock.toml, HS256 and the project's JWT secret`,
      );
    }
    return judged(found, wanted);
  });
}

function judged(found: Template, wanted: WantedTemplate): Omit<CheckLine, "check"> {
  const differing = differences(wanted.claims, found.claims);
  if (differing.length > 0) {
    return wrong(
      `its claims are not those of rowlock.toml: ${differing.join(", ")}`,
      `Correct them at ${PAGE}, or in rowlock.toml`,
    );
  }
  if (!found.custom_signing_key || found.signing_algorithm !== "HS256") {
    return wrong(
      `it is signed by ${found.custom_signing_key ? found.signing_algorithm : "Clerk's own key"}, not by HS256 and the project's JWT secret`,
      `Switch "Custom signing key" on at ${PAGE}`,
    );
  }
  return ok("the claims of rowlock.toml, HS256 by a key of one's own");
}

/** The claims that only one of them has, or that differ. */
function differences(
  wanted: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return names.flatMap((name) => {
    if (!(name in found)) return [`${name} is absent`];
    if (!(name in wanted)) return [`${name} is not declared`];
    return isDeepStrictEqual(wanted[name], found[name]) ? [] : [`${name} differs`];
  });
}

/** A project that has gone over to signing keys takes the shared secret until that is revoked. */
function secretTrusted({ supabase }: Pair): CheckLine {
  return whenKnown("JWT secret", supabase.signingKeys, (keys) => {
    const legacy = keys.filter(({ algorithm }) => algorithm === "HS256");
    if (legacy.some(({ status }) => status !== "revoked")) return ok("tokens by it are taken");
    if (keys.length === 0) return ok("tokens by it are taken: the project has no signing keys");
    return wrong(
      legacy.length > 0
        ? "it is revoked: tokens of a template are refused"
        : "the project has signing keys, and the secret is none of them",
      "rowlock migrate native, or trust it again at https://supabase.com/dashboard/project/_/settings/jwt",
    );
  });
}

/** Clerk never tells the key of a template. */
function secretTheSame(): CheckLine {
  return {
    check: "template's key",
    ...unknown("whether it is the project's JWT secret shows only in a token"),
  };
}
