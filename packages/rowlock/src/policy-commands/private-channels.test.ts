import { expect, test } from "vitest";
import { privateChannels } from "./private-channels.ts";

test("privateChannels() finds where an app joins private channels", () => {
  const files = new Map([
    [
      "app/room.tsx",
      `const room = supabase\n  .channel(\`room:\${id}\`, {\n    config: { broadcast: { self: true }, private: true },\n  })`,
    ],
    ["app/public.ts", 'supabase.channel("lobby"); const config = { private: false };'],
    ["app/other.ts", 'supabase.channel("lobby", { config: { private: false } });'],
    [".env", 'x.channel("a", { config: { private: true } })'],
  ]);
  expect(privateChannels(files)).toEqual([{ file: "app/room.tsx", line: 2 }]);
});
