// Many server-side requests of two people at once, each with the cookies of their own browser.
import type { BrowserContext } from "playwright-core";
import { expect } from "vitest";
import type { ExampleApp } from "../harness/example-app.ts";

const REQUESTS = 200;
const AT_ONCE = 20;

export interface Visitor {
  readonly context: BrowserContext;
  /** A task that only this person has. */
  readonly task: string;
}

/** Every page that comes back shows its own visitor's task and nobody else's. */
export async function askInTurns(app: ExampleApp, visitors: readonly Visitor[]): Promise<void> {
  for (let asked = 0; asked < REQUESTS; asked += AT_ONCE) {
    const cookies = await Promise.all(visitors.map(freshCookies));
    const pages = Array.from({ length: AT_ONCE }, async (_, i) => {
      const turn = i % visitors.length;
      const response = await fetch(`${app.url}/ssr`, { headers: { Cookie: cookies[turn] ?? "" } });
      const html = await response.text();
      return visitors.map(({ task }) => html.includes(task)).indexOf(true) === turn &&
        visitors.filter(({ task }) => html.includes(task)).length === 1
        ? "own"
        : `${response.status}: ${html.slice(0, 300)}`;
    });
    expect(new Set(await Promise.all(pages))).toEqual(new Set(["own"]));
  }
}

// A session cookie lives for a minute: Clerk's script in the page keeps it young.
async function freshCookies({ context }: Visitor): Promise<string> {
  const page = context.pages()[0];
  await page?.evaluate("window.Clerk.session.getToken()");
  const cookies = await context.cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}
