import { test } from "vitest";
import { keepProfilesThroughout } from "./journeys/keep-profiles.ts";

test("profiles are Clerk's users after 1,000 events with failures, duplicates, reordering and two kills", () =>
  keepProfilesThroughout({ changes: 1100, users: 250, kills: [350, 700], hurried: false }));
