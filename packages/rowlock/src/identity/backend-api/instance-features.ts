// What an instance may have besides its settings: its one domain, and features that are off here, each with Clerk's own
// answer for that. Turning one on is refused, so that nobody believes that it works.
import { clerkError } from "../errors/clerk-api-error.ts";
import { interstitialGone } from "../errors/interstitial-gone.ts";
import { pageJson } from "../resources/page.ts";
import type { BackendCall } from "./backend-call.ts";
import { type BackendApp, type Endpoint, route } from "./routes.ts";

export function instanceFeatureRoutes(app: BackendApp): void {
  const protect = {
    object: "instance_protect",
    rules_enabled: false,
    specter_enabled: false,
    checks_bypassed: false,
  };
  switchedOff(app, { path: "/instance/protect", state: protect, feature: "Protect" });
  const provider = {
    object: "oauth_application_settings",
    dynamic_oauth_client_registration: false,
    default_scopes: null,
    oauth_jwt_access_tokens: false,
    client_id_metadata_documents_advertised: false,
    client_id_metadata_documents_only_allow_pre_registered_clients: false,
    client_id_metadata_documents_block_implicitly_allowed_clients: false,
  };
  switchedOff(app, {
    path: "/instance/oauth_application_settings",
    state: provider,
    feature: "OAuth applications",
  });
  route(app, ["GET", "/instance/communication"], async (call) => communicationJson(call));
  route(app, ["PATCH", "/instance/communication"], async (call) => {
    const codes = call.form.texts("blocked_country_codes");
    const wrong = codes?.find((code) => !/^[A-Za-z]{2}$/.test(code));
    if (wrong !== undefined) {
      throw clerkError("paramFormatInvalid", {
        param: "blocked_country_codes",
        values: { expected: "a list of two-letter country codes" },
      });
    }
    if (codes !== undefined) {
      await call.instance.settings.change({
        blocked_country_codes: codes.map((code) => code.toUpperCase()),
      });
    }
    return communicationJson(call);
  });
  route(app, ["GET", "/public/interstitial"], async () => {
    throw interstitialGone();
  });
  domainRoutes(app);
  offRoutes(app);
}

/** A group of switches that all stay off: setting one to what it is changes nothing. */
function switchedOff(
  app: BackendApp,
  group: { readonly path: `/${string}`; readonly state: object; readonly feature: string },
): void {
  route(app, ["GET", group.path], async () => group.state);
  route(app, ["PATCH", group.path], async ({ form }) => {
    const on = form
      .names()
      .some((name) => form.raw(name) === true || Array.isArray(form.raw(name)));
    if (on) throw clerkError("featureNotOffered", { values: { feature: group.feature } });
    return group.state;
  });
}

function communicationJson({ instance }: BackendCall) {
  const { blocked_country_codes } = instance.settings.current();
  return { object: "instance_communication", blocked_country_codes };
}

export function instanceDomainId({ id }: { readonly id: string }): string {
  return `dmn_${id.slice(4)}`;
}

/** The instance's own domain; satellites need domains of their own, which a machine of one's own has not. */
function domainRoutes(app: BackendApp): void {
  const idOf = ({ instance }: BackendCall) => instanceDomainId(instance);
  const satellites: Endpoint = async () => {
    throw clerkError("featureNotOffered", { values: { feature: "Satellite domains" } });
  };
  const own =
    (endpoint: Endpoint): Endpoint =>
    async (call, path) => {
      if (path.id !== idOf(call)) throw clerkError("resourceNotFound");
      return endpoint(call, path);
    };
  route(app, ["GET", "/domains"], async (call) => {
    const { addresses, settings } = call.instance;
    const domain = {
      object: "domain",
      id: idOf(call),
      name: new URL(addresses.issuer).host,
      is_satellite: false,
      frontend_api_url: addresses.app,
      accounts_portal_url: addresses.app,
      proxy_url: null,
      development_origin: new URL(settings.current().home_url).origin,
      cname_targets: [],
    };
    return pageJson([domain], 1);
  });
  route(app, ["POST", "/domains"], satellites);
  route(app, ["PATCH", "/domains/:id"], own(satellites));
  route(app, ["DELETE", "/domains/:id"], own(satellites));
}

const OFF: readonly (readonly [feature: string, ...paths: `/${string}`[]])[] = [
  ["API keys", "/api_keys", "/api_keys/:id", "/api_keys/:id/secret", "/api_keys/:id/revoke"],
  ["API keys", "/api_keys/verify"],
  ["Agent tasks", "/agents/tasks", "/agents/tasks/:id/revoke"],
  ["Svix", "/webhooks/svix", "/webhooks/svix_url"],
  ["Machines", "/machines", "/machines/*", "/m2m_tokens", "/m2m_tokens/*"],
  ["Billing", "/billing/*", "/commerce/*"],
  ["Enterprise connections", "/enterprise_connections", "/enterprise_connections/*"],
  ["SAML connections", "/saml_connections", "/saml_connections/*"],
  ["OAuth applications", "/oauth_applications", "/oauth_applications/*"],
  ["Role sets", "/role_sets", "/role_sets/*"],
];

function offRoutes(app: BackendApp): void {
  for (const [feature, ...paths] of OFF) {
    for (const path of paths) {
      for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"] as const) {
        route(app, [method, path], async () => {
          throw clerkError("featureNotOffered", { values: { feature } });
        });
      }
    }
  }
}
