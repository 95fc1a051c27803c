// JWT templates declared in rowlock.toml: written at each start, and taken out when the file declares them no more.
import type { DeclaredJwtTemplate } from "../../config/rowlock-config.ts";
import { rowlockError } from "../../errors/registry.ts";
import { TemplateError } from "../../tokens/templates/template-error.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { Instance } from "../instance.ts";
import {
  deleteUndeclaredTemplates,
  findJwtTemplateByName,
  type JwtTemplateRow,
  saveJwtTemplate,
} from "../store/jwt-templates.ts";
import { parseTemplateRow } from "../templates/template-cache.ts";
import { transact } from "../work.ts";

/** @throws RowlockError TEMPLATE_REFUSED naming the entry */
export async function declareTemplates(
  instance: Instance,
  templates: readonly DeclaredJwtTemplate[],
): Promise<void> {
  await transact(instance, async (work) => {
    for (const [index, template] of templates.entries()) {
      const known = await findJwtTemplateByName(work, template.name);
      const row: JwtTemplateRow = {
        id: known?.id ?? work.newId("jwtTemplate"),
        name: template.name,
        claims: template.claims as JsonObject,
        lifetime: template.lifetime,
        allowed_clock_skew: template.allowed_clock_skew,
        signing_algorithm: template.signing_algorithm,
        signing_key: template.signing_key ?? null,
        declared: true,
        created_at: known?.created_at ?? work.now,
        updated_at: work.now,
      };
      requireUsable(instance, { row, index });
      await saveJwtTemplate(work, row);
    }
    await deleteUndeclaredTemplates(
      work,
      templates.map(({ name }) => name),
    );
  });
}

function requireUsable(
  instance: Instance,
  { row, index }: { readonly row: JwtTemplateRow; readonly index: number },
): void {
  try {
    parseTemplateRow(row, instance.projectSigning());
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const place = error.path === undefined ? error.field : `${error.field}, ${error.path}`;
    throw rowlockError("TEMPLATE_REFUSED", {
      message: `clerk.jwt_templates[${index}] (${row.name}) in rowlock.toml can't be used: ${error.message}`,
      hint: error.hint ?? "Correct the entry, or take it out",
      details: place,
    });
  }
}
