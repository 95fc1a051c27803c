// Every page of Studio in a theme and at a width: nothing serious for axe, nothing wider than the window, no foreign host.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { fillProject, type Made, pagesOf } from "./sample-project.ts";
import { openStudio, settled } from "./studio-tab.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Look {
  readonly colorScheme: "light" | "dark";
  readonly width: number;
}

export function describeLooks(looks: readonly Look[]): void {
  describe("Studio's pages", () => {
    let studio: RunningStudio;
    let browser: Browser;
    let made: Made;

    beforeAll(async () => {
      [studio, browser] = await Promise.all([startStudio(), launchBrowser()]);
      made = await fillProject(studio.output());
    });

    afterAll(async () => {
      await browser?.close();
      await studio?.stop();
    });

    for (const look of looks) {
      test(`have nothing serious for axe, ${look.colorScheme}, ${look.width} wide`, async () => {
        await withTab(browser, {
          url: studio.origin,
          ...look,
          async work({ page, hosts }) {
            await openStudio(page, studio.output());
            for (const path of pagesOf(made)) {
              await page.goto(path);
              await settled(page);
              expect(await seriousFaults(page), path).toEqual([]);
              expect(await sticksOut(page), path).toBe(false);
            }
            expect([...hosts]).toEqual(["127.0.0.1"]);
          },
        });
      });
    }
  });
}

interface AxeResult {
  readonly violations: readonly {
    readonly impact: string;
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Whether the page is wider than its window. */
function sticksOut(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const content = document.getElementById("content");
    const wide = content !== null && content.scrollWidth > content.clientWidth;
    return wide || document.documentElement.scrollWidth > innerWidth;
  });
}
