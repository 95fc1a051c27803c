// /v1/proxy_checks: whether an address of the app's passes requests on to this service, as an SDK's proxy does. Only pages'
// origins that the instance allows are asked, so nothing leaves the machine by this.
import { jwksDocument } from "../../tokens/keys/instance-keys.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import type { BackendCall } from "./backend-call.ts";
import { instanceDomainId } from "./instance-features.ts";
import { type BackendApp, route } from "./routes.ts";

const PATIENCE_MS = 5_000;
const MAX_BYTES = 100_000;

export function proxyCheckRoutes(app: BackendApp): void {
  route(app, ["POST", "/proxy_checks"], async (call: BackendCall) => {
    const { instance, form } = call;
    const domainId = form.requireText("domain_id");
    if (domainId !== instanceDomainId(instance)) throw clerkError("resourceNotFound");
    const proxyUrl = form.requireText("proxy_url");
    const target = instance.origins.redirectTarget(proxyUrl);
    if (target === undefined) {
      throw clerkError("paramFormatInvalid", {
        param: "proxy_url",
        values: { expected: "an address such as http://localhost:3000/__clerk" },
      });
    }
    const successful = await leadsHere(instance, target);
    const now = instance.clock();
    return {
      object: "proxy_check",
      id: instance.newId("proxyCheck", now),
      domain_id: domainId,
      last_run_at: now,
      proxy_url: proxyUrl,
      successful,
      created_at: now,
      updated_at: now,
    };
  });
}

/** Whether this instance's own keys are read there. */
async function leadsHere(instance: Instance, proxy: URL): Promise<boolean> {
  const address = `${proxy.href.replace(/\/$/, "")}/.well-known/jwks.json`;
  try {
    const response = await instance.fetch(address, {
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    if (!response.ok || text.length > MAX_BYTES) return false;
    const { keys } = JSON.parse(text) as { keys?: readonly { readonly kid?: unknown }[] };
    const own = jwksDocument(instance.keys(), Math.floor(instance.clock() / 1000)).keys;
    return keys?.some(({ kid }) => own.some((key) => key.kid === kid)) ?? false;
  } catch {
    return false;
  }
}
