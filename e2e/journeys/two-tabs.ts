// One person, two tabs, two organizations: what is active in one tab is no business of the other.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { foundsAnother, foundsFirst, openTeam } from "./organizations.ts";
import { clientSide } from "./task-pages.ts";

/** Each tab lists and adds rows of its own organization, in whatever order they are used. Gives the rows' names. */
export async function seesOneTeamPerTab(
  page: Page,
  { invited }: { readonly invited: string },
): Promise<{ readonly rowing: readonly string[]; readonly chess: readonly string[] }> {
  await foundsFirst(page, "Boat House");
  await clientSide.add(page, "Paint the boat");

  const other = await page.context().newPage();
  await openTeam(other);
  await foundsAnother(other, { name: "Chess Café", invited });
  expect(await clientSide.list(other)).toEqual([]);
  await clientSide.add(other, "Polish the rook");

  await page.bringToFront();
  expect(await clientSide.list(page)).toEqual(["Paint the boat"]);
  await clientSide.add(page, "Oil the rowlocks");
  expect(await clientSide.list(page)).toEqual(["Paint the boat", "Oil the rowlocks"]);

  await other.bringToFront();
  await clientSide.add(other, "Wind the clock");
  expect(await clientSide.list(other)).toEqual(["Polish the rook", "Wind the clock"]);
  return {
    rowing: ["Paint the boat", "Oil the rowlocks"],
    chess: ["Polish the rook", "Wind the clock"],
  };
}
