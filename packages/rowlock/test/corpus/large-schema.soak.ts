// The proof of fifty tables: what it finds, the progress that it shows, and how its report looks.
import { stripVTControlCharacters, styleText } from "node:util";
import { expect, test } from "vitest";
import { renderProofMarkdown } from "../../src/policy/prove/report/markdown.ts";
import { renderProofTerminal } from "../../src/policy/prove/report/terminal.ts";
import { proveSchema } from "../proof-lab.ts";
import { LEAKING_TABLE, largeSchema } from "./large-schema.ts";

const UNIQUE_NUMBERS = Array.from(
  { length: 10 },
  (_, index) => `public.customer_invoices_${index + 1}`,
).sort();

test("fifty tables are proved, with progress, and reported in 80 columns", async () => {
  const progress: string[] = [];
  const begin = performance.now();
  const proof = await proveSchema(largeSchema(10), { onProgress: (text) => progress.push(text) });
  const seconds = (performance.now() - begin) / 1000;

  expect(proof.objects).toHaveLength(50);
  expect([...new Set(proof.leaks.map((leak) => leak.object))]).toEqual([LEAKING_TABLE]);
  expect(proof.trusted).toBe(true);
  // Their numbers are unique over all organizations, which tells a stranger that one is taken.
  expect(proof.unknown.map(({ object }) => object).sort()).toEqual(UNIQUE_NUMBERS);

  const percents = progress.flatMap((text) => /^(\d+)%/.exec(text)?.[1] ?? []).map(Number);
  expect(percents.at(-1)).toBe(100);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));

  const report = renderProofTerminal(proof, (format, text) => styleText(format, text));
  for (const line of stripVTControlCharacters(report).split("\n")) {
    expect(line.length).toBeLessThanOrEqual(80);
  }
  const markdown = renderProofMarkdown(proof);
  process.stdout.write(
    `${seconds.toFixed(1)} s, ${proof.requests} requests\n${report}\n\n${markdown}\n`,
  );
});
