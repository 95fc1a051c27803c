// What an app asked for in vain: answers that say "there is no such thing" or "that is not here".
import type { BrowserContext } from "playwright-core";

/** Collects them from all tabs of a browser context, from now on. */
export function watchMissingAnswers(context: BrowserContext): readonly string[] {
  const missing: string[] = [];
  context.on("response", (response) => {
    if (response.status() !== 404 && response.status() !== 501) return;
    const { origin, pathname } = new URL(response.url());
    missing.push(`${response.status()} ${response.request().method()} ${origin}${pathname}`);
  });
  return missing;
}
