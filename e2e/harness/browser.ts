// The browser of these tests: Chromium from an npm package, or another one named by ROWLOCK_BROWSER.
// Guarantee: no name but localhost resolves in it, so nothing can leave the machine.
import { type Browser, chromium } from "playwright-core";
import { unpackChromium } from "./unpack-chromium.ts";

/** @param flags of Chromium, beside its own */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.ROWLOCK_BROWSER ?? (await unpackChromium()),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ...flags,
    ],
  });
}
