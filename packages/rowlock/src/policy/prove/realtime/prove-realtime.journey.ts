import { describe, expect, test } from "vitest";
import { proveSchema } from "../../../../test/proof-lab.ts";
import { hear, OWN_ROOM, PUBLISHED_TASKS, speak } from "../../../../test/realtime-policies.ts";

const ME = "(select auth.jwt() ->> 'sub')";

test("what is sound is proved, and its controls are run", async () => {
  const proof = await proveSchema(`${PUBLISHED_TASKS}${hear(OWN_ROOM)}${speak(OWN_ROOM)}`);
  expect(proof).toMatchObject({ verdict: "proved", leaks: [], unknown: [], trusted: true });
  const names = proof.controls.map(({ name }) => name);
  expect(names.filter((name) => /published|channels/.test(name))).toHaveLength(5);
});

test("without a published table or a policy of channels nobody listens", async () => {
  const proof = await proveSchema("create table notes (id bigint primary key);");
  expect(proof.cells.filter(({ verb }) => verb === "hear" || verb === "speak")).toEqual([]);
  expect(proof.controls.filter(({ name }) => /published|channels/.test(name))).toEqual([]);
});

describe("what shows nothing is unknown, by name", () => {
  test.each([
    [
      "a table without a primary key",
      "create table logs (body text); grant select on logs to authenticated; alter publication supabase_realtime add table logs;",
      "public.logs",
      /no primary key/,
    ],
    [
      "a policy that fails for everybody",
      `${PUBLISHED_TASKS} drop policy own on tasks;
       create policy own on tasks for select to authenticated using (1 / (id - id) = 1 and ${ME} = user_id);`,
      "public.tasks",
      /nobody was told of a row of their own/,
    ],
    [
      "a topic that can't be guessed",
      hear(`(select realtime.topic()) = md5(${ME})`),
      "realtime.messages",
      /the policy "hear" let nobody hear/,
    ],
    [
      "one policy of two that nobody came through",
      `${hear(OWN_ROOM)} create policy other on realtime.messages for select to authenticated using (topic = md5(${ME}));`,
      "realtime.messages",
      /the policy "other" let nobody hear/,
    ],
  ])("%s", async (_, schema, object, reason) => {
    const { unknown, leaks, verdict } = await proveSchema(schema, { withoutControls: true });
    expect(leaks).toEqual([]);
    expect(verdict).toBe("not proved");
    expect(unknown).toContainEqual(
      expect.objectContaining({ object, reason: expect.stringMatching(reason) }),
    );
  });
});

test.each([
  ["a topic by its beginning", "(select realtime.topic()) like 'room:%'"],
  ["any topic of whoever has a name", `extension = 'broadcast' and ${ME} is not null`],
  ["a topic by a regular expression", "realtime.topic() ~ '^org:'"],
])("a channel of others is heard by %s", async (_, policy) => {
  const { leaks } = await proveSchema(hear(policy), { withoutControls: true });
  expect(leaks.map(({ object, verb }) => `${object} ${verb}`)).toEqual(["realtime.messages hear"]);
});
