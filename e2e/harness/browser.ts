// The browser of these tests: Chromium from an npm package, or another one named by ROWLOCK_BROWSER.
// Guarantee: no name but localhost resolves in it, so nothing can leave the machine.
import { type Browser, chromium } from "playwright-core";
import { unpackChromium } from "./unpack-chromium.ts";

/** How often Chromium may end by itself while it starts, as it does once in some hundred times (SIGSEGV). */
const STARTS = 3;

/** @param flags of Chromium, beside its own */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.ROWLOCK_BROWSER ?? (await unpackChromium());
  for (let start = 1; ; start += 1) {
    try {
      return await chromium.launch({ executablePath, args: [...ARGUMENTS, ...flags] });
    } catch (error) {
      if (start === STARTS || !/signal=SIGSEGV/.test(String(error))) throw error;
    }
  }
}

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];
