// /v1/jwt_templates: held against every rule when saved. A signing key goes in and never comes out again, and what
// rowlock.toml declares is changed there.
import { TemplateError } from "../../tokens/templates/template-error.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { jwtTemplateJson } from "../resources/jwt-template.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import {
  countJwtTemplates,
  deleteJwtTemplateRow,
  findJwtTemplate,
  findJwtTemplateByName,
  type JwtTemplateRow,
  listJwtTemplates,
  saveJwtTemplate,
} from "../store/jwt-templates.ts";
import { parseTemplateRow } from "../templates/template-cache.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

export function jwtTemplateRoutes(app: BackendApp): void {
  route(app, ["GET", "/jwt_templates"], async (call) => {
    const { database } = call.instance;
    const templates = await listJwtTemplates(database, pageOf(call));
    const data = templates.map(jwtTemplateJson);
    return call.query.flag("paginated") === true
      ? pageJson(data, await countJwtTemplates(database))
      : data;
  });
  route(app, ["POST", "/jwt_templates"], (call) =>
    change(call, async (work) => {
      const blank: JwtTemplateRow = {
        id: work.newId("jwtTemplate"),
        name: "",
        claims: {},
        lifetime: 60,
        allowed_clock_skew: 5,
        signing_algorithm: "RS256",
        signing_key: null,
        declared: false,
        created_at: work.now,
        updated_at: work.now,
      };
      call.form.requireText("name");
      if (!call.form.has("claims")) throw clerkError("paramMissing", { param: "claims" });
      return write(work, { form: call.form, template: blank });
    }),
  );
  route(app, ["GET", "/jwt_templates/:id"], async (call, { id = "" }) =>
    jwtTemplateJson(await requireTemplate(call, id)),
  );
  route(app, ["PATCH", "/jwt_templates/:id"], async (call, { id = "" }) => {
    const template = await requireTemplate(call, id);
    requireUndeclared(template);
    return change(call, (work) => write(work, { form: call.form, template }));
  });
  route(app, ["DELETE", "/jwt_templates/:id"], async (call, { id = "" }) => {
    requireUndeclared(await requireTemplate(call, id));
    await change(call, (work) => deleteJwtTemplateRow(work, id));
    return deletedJson("jwt_template", id);
  });
}

async function requireTemplate(call: BackendCall, id: string): Promise<JwtTemplateRow> {
  const template = await findJwtTemplate(call.instance.database, id);
  if (template !== undefined) return template;
  throw clerkError("templateNotFound", { values: { attribute: "id", value: id } });
}

function requireUndeclared({ declared }: JwtTemplateRow): void {
  if (declared) throw clerkError("declaredInFile", { values: { what: "JWT template" } });
}

async function write(
  work: Work,
  { form, template }: { readonly form: Form; readonly template: JwtTemplateRow },
) {
  const custom = form.flag("custom_signing_key") ?? template.signing_key !== null;
  const next: JwtTemplateRow = {
    ...template,
    name: form.text("name") ?? template.name,
    claims: form.object("claims") ?? template.claims,
    lifetime: form.integer("lifetime") ?? template.lifetime,
    allowed_clock_skew: form.integer("allowed_clock_skew") ?? template.allowed_clock_skew,
    signing_algorithm: custom
      ? (form.text("signing_algorithm") ?? template.signing_algorithm)
      : "RS256",
    signing_key: custom ? (form.text("signing_key") ?? template.signing_key) : null,
    updated_at: work.now,
  };
  if (custom && next.signing_key === null)
    throw clerkError("paramMissing", { param: "signing_key" });
  try {
    parseTemplateRow(next, work.instance.projectSigning());
  } catch (error) {
    throw templateError(error);
  }
  const namesake = await findJwtTemplateByName(work, next.name);
  if (namesake !== undefined && namesake.id !== next.id) {
    throw clerkError("identifierExists", { param: "name", values: { name: "name" } });
  }
  await saveJwtTemplate(work, next);
  return jwtTemplateJson(next);
}

/** The refusal of a template, with the place of the mistake. */
export function templateError(error: unknown): unknown {
  if (!(error instanceof TemplateError)) return error;
  const { message, hint, field, path, shortcode } = error;
  if (error.code === "TEMPLATE_RESERVED_CLAIM") {
    return clerkError("templateReservedClaim", {
      param: field,
      values: { claim: path ?? "" },
      meta: { name: field },
    });
  }
  return clerkError("templateInvalid", {
    param: field,
    values: { reason: hint === undefined ? message : `${message}. ${hint}` },
    meta: {
      ...(path === undefined ? {} : { path }),
      ...(shortcode === undefined ? {} : { shortcode }),
    },
  });
}
