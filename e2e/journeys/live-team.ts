// What one adds to a team's list appears at the other members, live, and at nobody else.
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { backendOf, makePerson } from "../harness/backend.ts";
import type { RunningApp } from "../harness/running-app.ts";
import { withTab } from "../harness/tab.ts";
import { signIn, signOut } from "./account.ts";
import { choosesFirst, switchesTo } from "./organizations.ts";
import { newcomer, type Person } from "./people.ts";
import { clientSide } from "./task-pages.ts";

/** A page that has a team's list open, with all that came to it by a WebSocket. */
export interface Listener {
  readonly page: Page;
  readonly frames: readonly string[];
}

export interface LiveTeams {
  readonly app: RunningApp;
  readonly browser: Browser;
  /** In Boat House; `mate` in Chess Café too. */
  readonly captain: Person;
  readonly mate: Person;
  /** In Other House alone. */
  readonly stranger: Person;
}

/** Makes the people and their teams. */
export async function makeTeams(app: RunningApp, browser: Browser): Promise<LiveTeams> {
  const [captain, mate, stranger] = [newcomer("skipper"), newcomer("mate"), newcomer("stranger")];
  const captainId = await makePerson(app, captain);
  const mateId = await makePerson(app, mate);
  const strangerId = await makePerson(app, stranger);
  const { organizations } = backendOf(app);
  const boat = await organizations.createOrganization({ name: "Boat House", createdBy: captainId });
  const chess = await organizations.createOrganization({
    name: "Chess Café",
    createdBy: captainId,
  });
  await organizations.createOrganization({ name: "Other House", createdBy: strangerId });
  for (const { id: organizationId } of [boat, chess]) {
    await organizations.createOrganizationMembership({
      organizationId,
      userId: mateId,
      role: "org:member",
    });
  }
  return { app, browser, captain, mate, stranger };
}

/** Opens the list of one of a person's teams in a tab of their own, and waits until it is live. */
export async function listening(
  { app, browser }: LiveTeams,
  who: { readonly person: Person; readonly team: string; work(listener: Listener): Promise<void> },
): Promise<void> {
  await withTab(browser, {
    url: app.url,
    async work({ page }) {
      const frames: string[] = [];
      page.on("websocket", (socket) => {
        if (!socket.url().includes("/realtime/v1/")) return;
        socket.on("framereceived", ({ payload }) => frames.push(String(payload)));
      });
      await signIn(page, who.person);
      await choosesFirst(page, who.team);
      await clientSide.list(page);
      await untilLive({ frames });
      await who.work({ page, frames });
    },
  });
}

/** One adds; it appears at the other without a reload, and nothing of it comes to the third. */
export async function tellsMembersAlone(teams: LiveTeams): Promise<void> {
  const { captain, mate, stranger } = teams;
  await listening(teams, {
    person: captain,
    team: "Boat House",
    work: (captains) =>
      listening(teams, {
        person: mate,
        team: "Boat House",
        work: (mates) =>
          listening(teams, {
            person: stranger,
            team: "Other House",
            work: (strangers) => addAndLook(captains, { mates, strangers }),
          }),
      }),
  });
}

async function addAndLook(
  captains: Listener,
  { mates, strangers }: { readonly mates: Listener; readonly strangers: Listener },
): Promise<void> {
  await clientSide.add(captains.page, "Paint the boat");
  await appears(mates, "Paint the boat");
  await clientSide.add(mates.page, "Oil the rowlocks");
  await appears(captains, "Oil the rowlocks");
  // What is told of is told in its order: once their own has come, what was before it would have.
  await clientSide.add(strangers.page, "Feed the cat");
  await comes(strangers, "Feed the cat");
  expect(await clientSide.list(strangers.page)).toEqual(["Feed the cat"]);
  expect(strangers.frames.join()).not.toMatch(/Paint the boat|Oil the rowlocks/);
  expect(captains.frames.join()).not.toContain("Feed the cat");

  const before = mates.frames.length;
  await switchesTo(mates.page, "Chess Café");
  await untilLive(mates, before);
  await clientSide.add(captains.page, "Caulk the hull");
  await clientSide.add(mates.page, "Polish the rook");
  await comes(mates, "Polish the rook");
  expect(await clientSide.list(mates.page)).toEqual(["Polish the rook"]);
  expect(mates.frames.join()).not.toContain("Caulk the hull");

  await signOut(mates.page);
  await clientSide.add(captains.page, "Sand the oars");
  await comes(captains, "Sand the oars");
  expect(mates.frames.join()).not.toContain("Sand the oars");
}

async function appears({ page }: Listener, task: string): Promise<void> {
  await page.getByRole("listitem").filter({ hasText: task }).waitFor();
}

function comes({ frames }: Listener, task: string): Promise<void> {
  return expect.poll(() => frames.join(), { timeout: 60_000 }).toContain(task);
}

/** Its subscription is in force; `since` counts the frames of an earlier one. */
function untilLive({ frames }: Pick<Listener, "frames">, since = 0): Promise<void> {
  return expect
    .poll(() => frames.slice(since).join(), { timeout: 60_000 })
    .toContain("Subscribed to PostgreSQL");
}
