import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { readToken } from "./read-token.ts";

const { signal } = new AbortController();

function piped(...chunks: readonly string[]): PassThrough {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return stream;
}

test("readToken() takes the first line, in whatever pieces it comes", async () => {
  expect(await readToken(piped("eyJ0", "eXAi.b.c"), { signal })).toBe("eyJ0eXAi.b.c");
  expect(await readToken(piped("\n Bearer eyJ0.b.c \r\nmore"), { signal })).toBe("eyJ0.b.c");
});

test("readToken() waits for no more than a line", async () => {
  const open = new PassThrough();
  open.write("eyJ0.b.c\n");
  expect(await readToken(open, { signal })).toBe("eyJ0.b.c");
});

test("readToken() refuses an input without a token, and ends when it is told to", async () => {
  await expect(readToken(piped(" \n"), { signal })).rejects.toMatchObject({ code: "USAGE" });
  await expect(readToken(piped("Bearer \n"), { signal })).rejects.toMatchObject({ code: "USAGE" });
  const ending = new AbortController();
  const told = readToken(new PassThrough(), { signal: ending.signal });
  ending.abort();
  await expect(told).rejects.toMatchObject({ code: "USAGE" });
});
