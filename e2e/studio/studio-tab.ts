// Studio in a browser's tab, opened by the link that `rowlock dev` printed, with the few things that every walk does there.
import type { Page } from "playwright-core";

/** The link with the run's secret, out of what `rowlock dev` wrote. */
export function studioLink(output: string): string {
  const link = /http:\/\/\S+#token=[\w-]+/.exec(output)?.[0];
  if (link === undefined) throw new Error(`No link to Studio was printed:\n${output}`);
  return link;
}

export async function openStudio(page: Page, output: string): Promise<void> {
  await page.goto(studioLink(output));
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}

/** Goes to a page by the sidebar. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.getByRole("navigation", { name: "Studio" }).getByRole("link", { name: place }).click();
}

/** Writes a text into a code editor, in place of what is there. */
export async function write(
  page: Page,
  { label, text }: { readonly label: string; readonly text: string },
): Promise<void> {
  await page.getByRole("textbox", { name: label, exact: true }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/** Waits for what Studio says was done. */
export async function says(page: Page, text: string): Promise<void> {
  await page.getByRole("region", { name: "What was just done" }).getByText(text).first().waitFor();
}

/** A call of Studio's API, as its pages make it. */
export async function callStudio(
  output: string,
  {
    path,
    body,
    method = body === undefined ? "GET" : "POST",
  }: { readonly path: string; readonly body?: object; readonly method?: string },
): Promise<unknown> {
  const link = new URL(studioLink(output));
  const secret = new URLSearchParams(link.hash.slice(1)).get("token") ?? "";
  const answer = await fetch(`${link.origin}/api${path}`, {
    method,
    headers: { "x-rowlock-studio": secret, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** The page's own heading stands, and nothing is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.locator(".animate-pulse").first().waitFor({ state: "detached" });
  // A dialog that still fades in has less contrast than it will have.
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => {
      const { iterations } = animation.effect?.getComputedTiming() ?? {};
      return animation.playState !== "running" || iterations === Number.POSITIVE_INFINITY;
    }),
  );
}
