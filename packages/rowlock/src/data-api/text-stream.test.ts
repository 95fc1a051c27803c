import { expect, test } from "vitest";
import { streamText } from "./text-stream.ts";

test("streamText() gives the same bytes, and splits no character", async () => {
  const text = `x${"é\u{1f600}".repeat(100_000)}`;
  expect(await new Response(streamText(text)).text()).toBe(text);
});

test("streamText() encodes no further than the reader asks", async () => {
  const reader = streamText("a".repeat(10_000_000)).getReader();
  const { value } = await reader.read();
  expect(value?.length).toBe(64 * 1024);
  await reader.cancel();
});
