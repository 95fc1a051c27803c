// What an example shows beside Clerk's components, whichever framework it is written in: rows of one's own and of a
// team, each by row level security, and Clerk's own helpers for tests.
import { describe, expect, test } from "vitest";
import type { AppUnderTest } from "./harness/app-under-test.ts";
import { signIn, signOut } from "./journeys/account.ts";
import { type Signs, setsUp, signsInByEachStrategy } from "./journeys/clerk-testing.ts";
import { ADA, GRACE } from "./journeys/people.ts";
import { readTable } from "./journeys/read-table.ts";
import { clientSide } from "./journeys/task-pages.ts";
import { seesOneTeamPerTab } from "./journeys/two-tabs.ts";

/** The example's own headings. */
const SIGNS: Signs = {
  in: (page) => page.getByRole("heading", { name: "Your tasks" }).waitFor(),
  out: (page) =>
    page.getByRole("heading", { name: "A task list that only you can read" }).waitFor(),
};

export function testPages({ app, inTab, someone }: AppUnderTest): void {
  describe("the pages", () => {
    test("shows each person their own rows", () =>
      inTab(async ({ page, complaints }) => {
        await signIn(page, ADA);
        await clientSide.add(page, "Buy an oar");
        await signOut(page);
        await signIn(page, GRACE);
        expect(await clientSide.list(page)).toEqual([]);
        await clientSide.add(page, "Write a compiler");
        await signOut(page);
        await signIn(page, ADA);
        expect(await clientSide.list(page)).toEqual(["Buy an oar"]);
        const owners = (await readTable(app(), "tasks")).map((row) => row.user_id);
        expect(new Set(owners).size).toBe(2);
        expect(complaints.filter((complaint) => complaint.includes("GoTrueClient"))).toEqual([]);
      }));

    test("shows each tab the rows of its own organization", () =>
      inTab(async ({ page }) => {
        await signIn(page, await someone("captain"));
        const { rowing, chess } = await seesOneTeamPerTab(page, { invited: GRACE.email });
        const rows = await readTable(app(), "team_tasks");
        const teamOf = (names: readonly string[]) =>
          new Set(rows.filter(({ name }) => names.includes(`${name}`)).map((row) => row.org_id));
        expect([teamOf(rowing).size, teamOf(chess).size]).toEqual([1, 1]);
        expect(teamOf(rowing)).not.toEqual(teamOf(chess));
      }));

    test("can be tested with @clerk/testing", () =>
      inTab(async ({ page }) => {
        await setsUp(app());
        await signsInByEachStrategy(page, {
          app: app(),
          person: await someone("tester"),
          signs: SIGNS,
        });
      }));
  });
}
