// What Clerk's Backend API tells of an instance by its secret key, what the issuer publishes to everybody, and, with an
// account's key, the claims of its session tokens by the Platform API.
// https://clerk.com/docs/reference/backend-api
import * as z from "zod";
import type { Answer, Api } from "./ask.ts";

export interface ClerkInstance {
  readonly instance: Answer<Instance>;
  /** `https://` and the host of its Frontend API, which its tokens carry as `iss`. */
  readonly issuer: Answer<string>;
  readonly templates: Answer<readonly Template[]>;
  /** The ids of the keys by which its session tokens are verified. */
  readonly keyIds: Answer<readonly string[]>;
  /** What session tokens carry beside Clerk's own claims; undefined: nothing was there to ask with. */
  readonly sessionClaims: Answer<Readonly<Record<string, unknown>>> | undefined;
}

export type Instance = z.output<typeof instanceSchema>;
export type Template = z.output<typeof templateSchema>;

const instanceSchema = z.object({
  id: z.string(),
  environment_type: z.string(),
  allowed_origins: z.array(z.string()).nullish(),
});
const domainsSchema = z.object({
  data: z.array(z.object({ is_satellite: z.boolean(), frontend_api_url: z.string() })),
});
const templateSchema = z.object({
  name: z.string(),
  claims: z.record(z.string(), z.unknown()),
  lifetime: z.number(),
  custom_signing_key: z.boolean(),
  signing_algorithm: z.string(),
});
const jwksSchema = z.object({ keys: z.array(z.object({ kid: z.string() })) });
const applicationsSchema = z.array(
  z.object({
    application_id: z.string(),
    instances: z.array(z.object({ instance_id: z.string() })),
  }),
);
const sessionSchema = z.object({
  session: z.object({ claims: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

interface ReadOptions {
  /** By the instance's secret key. */
  readonly backend: Api;
  /** By an account's key, where there is one. */
  readonly platform: Api | undefined;
  /** Of what an issuer publishes. */
  readonly publicApi: (issuer: string) => Api;
}

export async function readClerkInstance(options: ReadOptions): Promise<ClerkInstance> {
  const { backend, platform } = options;
  const [instance, issuer, templates] = await Promise.all([
    backend.get("/v1/instance", instanceSchema),
    backend.get("/v1/domains", domainsSchema.transform(issuerOf)),
    backend.get("/v1/jwt_templates?limit=500", z.array(templateSchema)),
  ]);
  return {
    instance,
    issuer,
    templates,
    keyIds: await publishedKeys(issuer, options),
    sessionClaims: platform && (await sessionClaimsOf(platform, instance)),
  };
}

function issuerOf({ data }: z.output<typeof domainsSchema>, context: z.RefinementCtx): string {
  const own = data.find((domain) => !domain.is_satellite);
  if (own !== undefined) return own.frontend_api_url.replace(/\/$/, "");
  context.addIssue({ code: "custom", message: "no domain of its own" });
  return z.NEVER;
}

async function publishedKeys(
  issuer: Answer<string>,
  { publicApi }: ReadOptions,
): Promise<ClerkInstance["keyIds"]> {
  if (issuer.kind !== "known") return issuer;
  const schema = jwksSchema.transform(({ keys }) => keys.map(({ kid }) => kid));
  return publicApi(issuer.value).get("/.well-known/jwks.json", schema);
}

async function sessionClaimsOf(
  platform: Api,
  instance: Answer<Instance>,
): Promise<NonNullable<ClerkInstance["sessionClaims"]>> {
  if (instance.kind !== "known") return instance;
  const { id } = instance.value;
  const applications = await platform.get("/v1/platform/applications", applicationsSchema);
  if (applications.kind !== "known") return applications;
  const application = applications.value.find(({ instances }) =>
    instances.some(({ instance_id }) => instance_id === id),
  );
  if (application === undefined) {
    return { kind: "lost", reason: `no application of CLERK_PLATFORM_API_KEY's has ${id}` };
  }
  return platform.get(
    `/v1/platform/applications/${application.application_id}/instances/${id}/config?keys=session`,
    sessionSchema.transform(({ session }) => session?.claims ?? {}),
  );
}
