// A page at 127.0.0.1 that asks localhost is another site's to the browser, which keeps no cookie of the answers: each
// request would be a stranger's, and the SDK would only say that something is missing. Such a page is refused in words.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";

export interface PageRequest {
  readonly request: Request;
  /** The page's origin. */
  readonly page: string;
}

/**
 * Makes the check, which tells of each page once. Through a proxy of the app's own it passes, as the cookies do.
 * The check @throws ClerkApiError page_on_other_site
 */
export function createSiteCheck({ addresses, log }: Instance): (asked: PageRequest) => void {
  const told = new Set<string>();
  return ({ request, page }) => {
    if (request.headers.get("sec-fetch-site") !== "cross-site") return;
    // A navigation carries the cookies all the same; a refused preflight would hide the reason.
    if (request.headers.get("sec-fetch-mode") === "navigate" || request.method === "OPTIONS")
      return;
    const instead = new URL(addresses.app);
    instead.port = new URL(page).port;
    const service = new URL(request.url).origin;
    const error = clerkError("pageOnOtherSite", {
      values: { page, service, instead: instead.origin },
    });
    if (!told.has(page)) log({ kind: "page_on_other_site", text: error.message });
    told.add(page);
    throw error;
  };
}
