import { expect, test } from "vitest";
import { proveSchema } from "../../../../test/proof-lab.ts";
import {
  hear,
  OWN_ROOM,
  PUBLISHED_CALLS,
  PUBLISHED_TASKS,
  speak,
} from "../../../../test/realtime-policies.ts";

test("who is told of rows that are not theirs, or speaks on channels of others, is a leak; who is told of their own is none", async () => {
  const proof = await proveSchema(
    `${PUBLISHED_TASKS}${PUBLISHED_CALLS}${hear(OWN_ROOM)}
    ${speak("(select realtime.topic()) like 'room:%' and (select auth.jwt() ->> 'sub') is not null")}`,
    { withoutControls: true },
  );
  const isLive = ({ verb }: { readonly verb: string }) => verb === "hear" || verb === "speak";
  expect(proof.unknown).toEqual([]);
  expect(
    proof.leaks
      .filter(isLive)
      .map(({ object, what, fault, confirmed }) => ({ object, what, fault, confirmed })),
  ).toEqual([
    {
      object: "public.calls",
      what: "is told of 6 rows that are not theirs",
      fault: ["row level security is off"],
      confirmed: true,
    },
    {
      object: "realtime.messages",
      what: "speaks on the private channel room:user_rowlockproofgrace, which is not theirs",
      fault: ['the policy "speak"'],
      confirmed: true,
    },
  ]);
  const seen = (object: string, verb: string) =>
    Object.fromEntries(
      proof.cells
        .filter((cell) => cell.object === object && cell.verb === verb)
        .map(({ actor, outcome }) => [actor, outcome]),
    );
  expect(seen("public.tasks", "hear")).toMatchObject({
    anon: "denied by grant",
    ada: "allowed",
    "acme-member": "allowed",
    "acme-admin": "denied by policy",
    "ada-expired": "denied by token",
    "ada-forged": "denied by token",
  });
  expect(seen("realtime.messages", "hear")).toMatchObject({
    anon: "denied by policy",
    ada: "allowed",
    "acme-admin": "allowed",
    "ada-expired": "denied by token",
  });
});
