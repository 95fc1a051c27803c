import { test } from "vitest";
import { keepProfilesThroughout } from "./journeys/keep-profiles.ts";

test("profiles are Clerk's users after failures, duplicates, reordering and two kills", () =>
  keepProfilesThroughout({ changes: 80, users: 25, kills: [30, 55], hurried: true }));
