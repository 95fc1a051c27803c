// The guide's last section, "Test your integration", step by step: two people and a newcomer, each with their own rows.
import { expect } from "vitest";
import type { ExampleApp } from "../harness/example-app.ts";
import type { Tab } from "../harness/tab.ts";
import { signIn, signOut, signUp } from "./account.ts";
import { ADA, GRACE, LIN } from "./people.ts";
import { readTable } from "./read-table.ts";
import { serverSide, type TaskPage } from "./task-pages.ts";

export interface IntegrationOptions {
  readonly app: ExampleApp;
  /** The page whose client side code is under test. */
  readonly pageUnderTest: TaskPage;
  /** Marks this run's rows, since the runs of one app share a table. */
  readonly run: string;
}

/** All in one tab, one person after the other. Grace and the newcomer see none of what was there before. */
export async function testYourIntegration(
  { page, tokens, hosts }: Tab,
  { app, pageUnderTest, run }: IntegrationOptions,
): Promise<void> {
  const oar = `${run}: buy an oar`;
  const boat = `${run}: caulk the boat`;
  const rope = `${run}: splice a rope`;
  const compiler = `${run}: write a compiler`;
  const anchor = `${run}: find an anchor`;
  const listed = async (tasks: TaskPage) =>
    (await tasks.list(page)).filter((name) => name.startsWith(`${run}: `));

  await signIn(page, ADA);
  await pageUnderTest.open(page);
  await pageUnderTest.add(page, oar);
  await pageUnderTest.add(page, boat);
  await page.reload();
  expect(await listed(pageUnderTest)).toEqual([oar, boat]);
  await serverSide.open(page);
  expect(await listed(serverSide)).toEqual([oar, boat]);
  await serverSide.add(page, rope);
  expect(await listed(serverSide)).toEqual([oar, boat, rope]);
  const adasTokens = tokens.length;
  await signOut(page);

  await signIn(page, GRACE);
  await pageUnderTest.open(page);
  expect(await listed(pageUnderTest)).toEqual([]);
  await pageUnderTest.add(page, compiler);
  await serverSide.open(page);
  expect(await listed(serverSide)).toEqual([compiler]);
  const gracesTokens = tokens.length;
  await signOut(page);

  await signUp(page, newcomer(run));
  await pageUnderTest.open(page);
  expect(await pageUnderTest.list(page)).toEqual([]);
  await pageUnderTest.add(page, anchor);
  expect(await pageUnderTest.list(page)).toEqual([anchor]);
  await signOut(page);

  const people = [
    usersOf(tokens.slice(0, adasTokens)),
    usersOf(tokens.slice(adasTokens, gracesTokens)),
    usersOf(tokens.slice(gracesTokens)),
  ];
  expect(people.map((users) => users.size)).toEqual([1, 1, 1]);
  expect(new Set(people.flatMap((users) => [...users])).size).toBe(3);

  const rows = (await readTable(app, "tasks")).filter(({ name }) =>
    `${name}`.startsWith(`${run}: `),
  );
  const ownerOf = (name: string) => rows.find((row) => row.name === name)?.user_id;
  expect(rows.map(({ name }) => name).sort()).toEqual([anchor, boat, compiler, oar, rope].sort());
  expect([oar, boat, rope].map(ownerOf)).toEqual(Array(3).fill([...people[0]!][0]));
  expect(new Set(rows.map((row) => row.user_id)).size).toBe(3);
  expect([...hosts].sort()).toEqual(["127.0.0.1", "localhost"]);
}

function newcomer(run: string) {
  return { ...LIN, email: LIN.email.replace("lin", `lin-${run}`) };
}

/** Whose tokens they are, those of nobody (the anon key) left out. */
function usersOf(tokens: readonly string[]): Set<string> {
  const users = tokens.map((token) => {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    return (JSON.parse(payload || "{}") as { sub?: string }).sub;
  });
  return new Set(users.filter((user) => user !== undefined));
}
