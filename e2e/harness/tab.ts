// One tab of one person, and a record of all it asked for.
// When a test fails, a picture of the tab goes to a temporary folder, and the error names it, with what the tab last wrote
// and asked for: where tests run on another machine, the error is all that is left.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";

export interface Tab {
  readonly page: Page;
  /** The hosts that were asked, without ports, by this tab or another one of its browser context. */
  readonly hosts: ReadonlySet<string>;
  /** The bearer tokens of requests to the Data API, in order. */
  readonly tokens: readonly string[];
  /** What the page wrote to its console as a warning or an error. */
  readonly complaints: readonly string[];
}

export interface TabOptions {
  readonly url: string;
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
}

/** Runs `work` in a fresh tab, with cookies of its own. */
export async function withTab(
  browser: Browser,
  {
    url,
    colorScheme = "light",
    width = 1280,
    work,
  }: TabOptions & { work(tab: Tab): Promise<void> },
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme,
    viewport: { width, height: 800 },
  });
  context.setDefaultTimeout(60_000);
  const hosts = watchHosts(context);
  const page = await context.newPage();
  const past = watchPast(page);
  try {
    await work({ page, hosts, ...watch(page) });
  } catch (error) {
    const picture = join(await mkdtemp(join(tmpdir(), "rowlock-e2e-")), "tab.png");
    await page.screenshot({ path: picture, fullPage: true }).catch(() => {});
    const seen = await page
      .locator("body")
      .ariaSnapshot({ timeout: 1000 })
      .catch(() => "");
    throw new Error(
      `${String(error)}\n\nThe tab at ${page.url()} looked like ${picture}, with:\n${seen}\n\nBefore it:\n${past().join("\n")}`,
      { cause: error },
    );
  } finally {
    await context.close();
  }
}

/** The last that a page was answered, was not answered, and wrote, without any value of an address. */
function watchPast(page: Page): () => readonly string[] {
  const past: string[] = [];
  const place = (url: string) => {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  };
  page.on("response", (response) => {
    past.push(`${response.status()} ${response.request().method()} ${place(response.url())}`);
  });
  page.on("requestfailed", (request) => {
    past.push(`${request.failure()?.errorText} ${request.method()} ${place(request.url())}`);
  });
  page.on("console", (message) => past.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => past.push(`thrown: ${error.message}`));
  page.on("framenavigated", (frame) => past.push(`at ${place(frame.url())}`));
  return () => past.slice(-60);
}

function watchHosts(context: BrowserContext): ReadonlySet<string> {
  const hosts = new Set<string>();
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:") hosts.add(hostname);
  });
  context.on("page", (page) => {
    page.on("websocket", (socket) => hosts.add(new URL(socket.url()).hostname));
  });
  return hosts;
}

function watch(page: Page): Pick<Tab, "tokens" | "complaints"> {
  const tokens: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    const bearer = request.headers().authorization?.replace("Bearer ", "");
    if (pathname.startsWith("/rest/v1/") && bearer) tokens.push(bearer);
  });
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) complaints.push(message.text());
  });
  return { tokens, complaints };
}
