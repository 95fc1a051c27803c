// The form of a JWT template while it is filled in, and what the Backend API is sent for it.
import { ApiError } from "../../api/call-api.ts";
import type { ClerkJwtTemplate } from "../../api/clerk-resources.ts";
import type { PreviewTemplateInput } from "../../api/wire.ts";

/** Which key signs: the instance's, the project's JWT secret, one that is typed, or the one that is stored and never shown. */
export type KeyChoice = "instance" | "project" | "typed" | "stored";

export interface TemplateDraft {
  readonly name: string;
  readonly lifetime: string;
  readonly skew: string;
  readonly algorithm: string;
  readonly key: KeyChoice;
  readonly typedKey: string;
  readonly claims: string;
}

const SUPABASE_CLAIMS = {
  aud: "authenticated",
  role: "authenticated",
  email: "{{user.primary_email_address}}",
  app_metadata: {},
  user_metadata: {},
};

/** As the guide's preset has it: HS256 with a key that is still to be typed. */
export function presetDraft(preset: "supabase" | "blank"): TemplateDraft {
  const supabase = preset === "supabase";
  return {
    name: supabase ? "supabase" : "",
    lifetime: "60",
    skew: "5",
    algorithm: supabase ? "HS256" : "RS256",
    key: supabase ? "typed" : "instance",
    typedKey: "",
    claims: JSON.stringify(supabase ? SUPABASE_CLAIMS : {}, null, 2),
  };
}

export function draftOf(template: ClerkJwtTemplate): TemplateDraft {
  return {
    name: template.name,
    lifetime: String(template.lifetime),
    skew: String(template.allowed_clock_skew),
    algorithm: template.signing_algorithm,
    key: template.project_signing_key
      ? "project"
      : template.custom_signing_key
        ? "stored"
        : "instance",
    typedKey: "",
    claims: JSON.stringify(template.claims, null, 2),
  };
}

/** The body for the Backend API; claims that are no JSON go as they are, and are refused with their place. */
export function bodyOf(
  draft: TemplateDraft,
  { typedIsProject }: { readonly typedIsProject: boolean },
): object {
  const custom = draft.key !== "instance";
  return {
    name: draft.name,
    claims: parseClaims(draft.claims),
    lifetime: Number(draft.lifetime),
    allowed_clock_skew: Number(draft.skew),
    custom_signing_key: custom,
    signing_algorithm: custom ? draft.algorithm : "RS256",
    ...signingKey(draft, typedIsProject),
  };
}

/** @throws ApiError at the field of the claims */
function parseClaims(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = "The claims are not JSON: the mark in the text shows where";
    throw new ApiError(0, { code: "CLAIMS_INVALID", message, field: "claims" });
  }
}

function signingKey({ key, typedKey }: TemplateDraft, typedIsProject: boolean): object {
  switch (key) {
    case "instance":
    case "stored":
      return {};
    case "project":
      return { signing_key: "project" };
    case "typed":
      // The project's own secret is kept as such, so that the template follows its rotation.
      return { signing_key: typedIsProject ? "project" : typedKey };
  }
}

/** A stored key is not known here: its template is looked at as if the instance's key signed it. */
export function previewOf(draft: TemplateDraft, userId: string | null): PreviewTemplateInput {
  const known = draft.key === "project" || (draft.key === "typed" && draft.typedKey !== "");
  return {
    kind: "template",
    name: draft.name || "unnamed",
    claims: draft.claims,
    lifetime: Number(draft.lifetime),
    allowedClockSkew: Number(draft.skew),
    signingAlgorithm: known ? draft.algorithm : null,
    signingKey: known ? (draft.key === "project" ? "project" : draft.typedKey) : null,
    userId,
  };
}
