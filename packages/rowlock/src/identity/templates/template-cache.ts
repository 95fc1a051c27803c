// JWT templates, parsed once for each version that is saved: minting a token only renders.
import { type JwtTemplate, parseTemplate } from "../../tokens/templates/jwt-template.ts";
import type { ProjectSigning } from "../../tokens/templates/role-rule.ts";
import type { JwtTemplateRow, SavedJwtTemplate } from "../store/jwt-templates.ts";

export interface TemplateCache {
  /** @throws TemplateError */
  parse(row: SavedJwtTemplate): JwtTemplate;
}

/** Parses a stored template and holds it against every rule. @throws TemplateError */
export function parseTemplateRow(
  row: Omit<JwtTemplateRow, "id" | "declared" | "created_at" | "updated_at">,
  signing: ProjectSigning,
): JwtTemplate {
  return parseTemplate(
    {
      name: row.name,
      claims: row.claims,
      lifetime: row.lifetime,
      allowedClockSkew: row.allowed_clock_skew,
      signingAlgorithm: row.signing_algorithm,
      signingKey: row.signing_key,
    },
    signing,
  );
}

export function createTemplateCache(signing: () => ProjectSigning): TemplateCache {
  const parsed = new Map<string, { readonly version: string; readonly template: JwtTemplate }>();
  return {
    parse(row) {
      const known = parsed.get(row.id);
      if (known?.version === row.version) return known.template;
      const template = parseTemplateRow(row, signing());
      parsed.set(row.id, { version: row.version, template });
      return template;
    },
  };
}
