import { expect, test } from "vitest";
import { applyBaseline, parseBaseline, renderBaseline } from "../baseline.ts";
import { renderFixMigration } from "../fix-migration.ts";
import { ALL_RULES } from "../rules/all-rules.ts";
import type { AuditReport } from "../run-audit.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderSarif } from "./sarif.ts";
import { renderTerminal } from "./terminal.ts";

const plain = (_format: string, text: string) => text;

const REPORT: AuditReport = {
  findings: [
    {
      id: "rls-disabled",
      level: "error",
      object: { schema: "public", table: "tasks" },
      message: "public.tasks is open to anon and authenticated: row level security is off",
      why: "Without row level security a grant opens every row: whoever has the public key has the table.",
      fix: "alter table public.tasks enable row level security;",
      docs: "docs/audit/rls-disabled.md",
    },
    {
      id: "policy-without-to",
      level: "warning",
      object: { schema: "public", table: "a`b*<script>", policy: "x\n-- y" },
      message: 'The policy "x\n-- y" on public.a`b*<script> has no TO, so it is for anon as well',
      why: "Without TO a policy is for every role.",
      fix: null,
      docs: "docs/audit/policy-without-to.md",
    },
  ],
  unknown: [
    {
      object: { schema: "public", table: "notes", policy: "See" },
      reason: "public.allowed can't be read",
      text: "public.allowed(id)",
    },
  ],
  checked: { schemas: ["public"], tables: 3, policies: 7, rules: 48 },
};

test("renderTerminal() fits into 80 columns and tells the fix", () => {
  const text = renderTerminal(REPORT, { style: plain, known: 2 });
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  expect(text).toMatchInlineSnapshot(`
    "error  rls-disabled
      Without row level security a grant opens every row: whoever has the public key
      has the table.
      • public.tasks is open to anon and authenticated: row level security is off
          alter table public.tasks enable row level security;

    warning  policy-without-to
      Without TO a policy is for every role.
      • The policy "x -- y" on public.a\`b*<script> has no TO, so it is for anon as
        well

    Not judged (rowlock prove judges by executing)
      • public.notes, policy "See": public.allowed can't be read
          public.allowed(id)

    1 error, 1 warning in 3 tables, 7 policies in public, 2 known, 1 not judged"
  `);
});

test("renderTerminal() says when nothing was found", () => {
  const clean = { ...REPORT, findings: [], unknown: [] };
  expect(renderTerminal(clean, { style: plain, known: 0 })).toBe(
    "✔ Nothing found: 3 tables, 7 policies in public",
  );
});

test("renderTerminal() is not green for what was not judged", () => {
  const text = renderTerminal({ ...REPORT, findings: [] }, { style: plain, known: 0 });
  expect(text.split("\n").at(-1)).toBe(
    "? Nothing found: 3 tables, 7 policies in public, 1 not judged",
  );
});

test("renderMarkdown() lets no name become markup", () => {
  const text = renderMarkdown(REPORT);
  expect(text).not.toMatch(/(?<!\\)<script/);
  expect(text).toContain("alter table public.tasks enable row level security;");
});

const SARIF = {
  rules: ALL_RULES,
  version: "1.0.0",
  judged: { kind: "project", running: true },
  drift: [{ object: "public.by_hand", reason: "the migrations do not make it" }],
} as const;

// A scan that could not judge, or that judged another database than the one meant, looked like a clean one.
test("renderSarif() says what was judged, and what was not", () => {
  expect(renderSarif({ ...REPORT, findings: [] }, SARIF)).toMatchObject({
    runs: [
      {
        automationDetails: {
          description: {
            text: "Judged: the project's database as it stands, while rowlock dev runs",
          },
        },
        results: [
          {
            ruleId: "not-judged",
            kind: "open",
            level: "none",
            message: { text: expect.stringMatching(/notes.*public\.allowed can't be read/) },
          },
          { ruleId: "drift", kind: "open", message: { text: expect.stringMatching(/by_hand/) } },
        ],
      },
    ],
  });
});

test("renderSarif() names each rule, its level and a fingerprint", () => {
  expect(renderSarif(REPORT, SARIF)).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            rules: expect.arrayContaining([expect.objectContaining({ id: "rls-disabled" })]),
          },
        },
        results: [
          {
            ruleId: "rls-disabled",
            ruleIndex: 0,
            level: "error",
            partialFingerprints: { "rowlock/v1": expect.stringMatching(/^\w{16}$/) },
          },
          { ruleId: "policy-without-to", level: "warning" },
          { ruleId: "not-judged" },
          { ruleId: "drift" },
        ],
      },
    ],
  });
});

test("applyBaseline() holds known findings back, and only those", () => {
  const baseline = parseBaseline(
    renderBaseline({ ...REPORT, findings: REPORT.findings.slice(0, 1) }),
  );
  const { report, known } = applyBaseline(REPORT, baseline);
  expect(known).toBe(1);
  expect(report.findings.map((finding) => finding.id)).toEqual(["policy-without-to"]);
});

test("parseBaseline() refuses what it did not write", () => {
  expect(() => parseBaseline("[]")).toThrow(expect.objectContaining({ code: "BASELINE_INVALID" }));
});

test("renderFixMigration() puts each fix under its finding, in comments that nothing can end", () => {
  const broken = { ...REPORT.findings[1]!, fix: "select 1;" };
  const { text, fixed, left } = renderFixMigration({
    ...REPORT,
    findings: [...REPORT.findings, broken],
  });
  expect({ fixed, left }).toEqual({ fixed: 2, left: 1 });
  for (const line of text.split("\n")) expect(line).toMatch(/^(--|alter table|select 1;|$)/);
});

// A lesser fix, made from the old expression, brought back what the graver one had mended.
test("renderFixMigration() writes a policy once, as the gravest finding has it", () => {
  const object = { schema: "public", table: "tasks", policy: "u;" };
  const grave = 'alter policy "u;" on public.tasks\n  using (mine)\n  with check (mine);';
  const findings = [
    { ...REPORT.findings[0]!, id: "update-gives-away", object, fix: grave },
    { ...REPORT.findings[1]!, id: "policy-per-row", object, fix: grave.replaceAll("mine", "true") },
    { ...REPORT.findings[1]!, object, fix: 'alter policy "u;" on public.tasks to authenticated;' },
  ];
  const { text } = renderFixMigration({ ...REPORT, findings });
  expect(text).toContain("with check (mine)");
  expect(text).not.toContain("with check (true)");
  expect(text).toContain("to authenticated");
});

test("renderTerminal() lets no name move the cursor", () => {
  const [first] = REPORT.findings;
  const findings = [{ ...first!, message: "a\u001b[2Jb", fix: 'drop table "\u001b]0;x\u0007";' }];
  const text = renderTerminal({ ...REPORT, findings }, { style: plain, known: 0 });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
});
