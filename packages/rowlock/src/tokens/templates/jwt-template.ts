// A JWT template: a name, claims with shortcodes, a life and a signing key. Parsed once when it is saved or loaded,
// rendered for each token. The rules are Clerk's; the one about roles is Rowlock's (see role-rule.ts).
import type { JsonObject, JsonValue } from "../verified-token.ts";
import {
  type ClaimsTemplate,
  parseClaims,
  renderClaims,
  type TemplateSubject,
} from "./claims-template.ts";
import { type ProjectSigning, requireLiteralRole } from "./role-rule.ts";
import { TemplateError } from "./template-error.ts";
import { parseSigning, type TemplateSigning } from "./template-signing.ts";

/** Set in every token of a template; a template can't name them. The last four belong to session tokens alone. */
const TEMPLATE_RESERVED_CLAIMS: readonly string[] = [
  "azp",
  "exp",
  "iat",
  "iss",
  "jti",
  "nbf",
  "sub",
  "sid",
  "v",
  "pla",
  "fea",
];

const TEMPLATE_LIMITS = {
  lifetime: { least: 30, most: 315_360_000, default: 60 },
  allowedClockSkew: { least: 0, most: 300, default: 5 },
} as const;

export interface JwtTemplate {
  readonly name: string;
  readonly claims: ClaimsTemplate;
  /** Seconds. */
  readonly lifetime: number;
  /** Seconds that `nbf` lies before `iat`. */
  readonly allowedClockSkew: number;
  readonly signing: TemplateSigning;
}

export interface JwtTemplateInput {
  readonly name: string;
  readonly claims: JsonValue;
  /** Seconds, 30 to 315360000; null or absent: 60. */
  readonly lifetime?: number | null | undefined;
  /** Seconds, 0 to 300; null or absent: 5. */
  readonly allowedClockSkew?: number | null | undefined;
  /** Absent: RS256 with the instance's key. "project": the project's JWT secret. Else a secret or a private PEM. */
  readonly signingKey?: string | null | undefined;
  readonly signingAlgorithm?: string | null | undefined;
}

export interface ParseTemplateOptions extends ProjectSigning {}

/** Parses a template and holds it against every rule. @throws TemplateError */
export function parseTemplate(input: JwtTemplateInput, options: ParseTemplateOptions): JwtTemplate {
  if (!/^[A-Za-z0-9_.-]{1,255}$/.test(input.name)) {
    throw new TemplateError("TEMPLATE_INVALID", {
      message: "A template's name must be letters, digits, dashes, dots and underscores",
      field: "name",
    });
  }
  const template: JwtTemplate = Object.freeze({
    name: input.name,
    claims: parseClaims(requireObject(input.claims), { reserved: TEMPLATE_RESERVED_CLAIMS }),
    lifetime: seconds(input.lifetime, { field: "lifetime", ...TEMPLATE_LIMITS.lifetime }),
    allowedClockSkew: seconds(input.allowedClockSkew, {
      field: "allowed_clock_skew",
      ...TEMPLATE_LIMITS.allowedClockSkew,
    }),
    signing: parseSigning(input.signingKey, input.signingAlgorithm),
  });
  requireLiteralRole(template, options);
  return template;
}

/** The claims of one token, without those that every token carries. */
export function renderTemplate(template: JwtTemplate, subject: TemplateSubject): JsonObject {
  return renderClaims(template.claims, subject);
}

function requireObject(claims: JsonValue): JsonObject {
  if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) {
    return claims as JsonObject;
  }
  throw new TemplateError("TEMPLATE_INVALID", {
    message: "Claims must be a JSON object",
    field: "claims",
  });
}

interface SecondsRule {
  readonly field: string;
  readonly least: number;
  readonly most: number;
  readonly default: number;
}

function seconds(value: number | null | undefined, rule: SecondsRule): number {
  if (value === undefined || value === null) return rule.default;
  if (Number.isInteger(value) && value >= rule.least && value <= rule.most) return value;
  throw new TemplateError("TEMPLATE_INVALID", {
    message: `${rule.field} must be a whole number of seconds from ${rule.least} to ${rule.most}`,
    field: rule.field,
  });
}
