import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { wrapCode } from "./wrap-code.ts";

const shell = { width: 40, indent: "  ", language: "shell" } as const;
const sql = { width: 40, indent: "  ", language: "sql" } as const;

describe("wrapCode()", () => {
  test("breaks a command where the shell lets it go on", () => {
    expect(wrapCode(`curl "$URL/tasks?select=*" -H "apikey: $KEY" -H "Prefer: a"`, shell)).toBe(
      `curl "$URL/tasks?select=*" \\\n  -H "apikey: $KEY" -H "Prefer: a"`,
    );
  });

  test("gives the shell the same words as before", () => {
    const json = { name: "it's a,", other: 'says "x",', more: "y".repeat(20), last: 1 };
    const quoted = JSON.stringify(json).replaceAll("'", "'\\''");
    const command = `printf %s\\\\n "${"a long address/".repeat(9)}" -H "short" -d '${quoted}'`;
    const run = (text: string) => execFileSync("sh", ["-c", text]).toString().split("\n");
    const [address, ...others] = run(command);
    const wrapped = wrapCode(command, shell);
    const [sameAddress, ...sameOthers] = run(wrapped);
    expect(sameAddress).toBe(address);
    expect(JSON.parse(sameOthers.slice(3).join(""))).toEqual(json);
    expect(sameOthers.slice(0, 3)).toEqual(others.slice(0, 3));
    for (const line of wrapped.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  });

  test("breaks SQL between words, and never inside what is quoted", () => {
    expect(
      wrapCode(
        `create policy "Select my tasks policy of old" on tasks\n  using (name = 'a long text with words')`,
        sql,
      ),
    ).toBe(
      `create policy\n  "Select my tasks policy of old" on\n  tasks\n    using (name =\n  'a long text with words')`,
    );
  });
});
