import { stripVTControlCharacters, styleText } from "node:util";
import { describe, expect, test } from "vitest";
import type { Cell, Leak, Proof } from "../proof.ts";
import { renderProofMarkdown } from "./markdown.ts";
import { renderProofSarif } from "./sarif.ts";
import { renderProofTerminal } from "./terminal.ts";

function cell(object: string, verb: Cell["verb"], outcome: Cell["outcome"]): Cell {
  return { object, actor: "ada", verb, outcome, reason: null };
}

const LEAK: Leak = {
  object: "public.tasks",
  actor: "ada",
  verb: "read",
  what: "sees 4 rows that are not theirs",
  witness: { table: "public.tasks", key: { id: 7000001 }, owner: "grace" },
  request: { method: "GET", path: "/tasks", query: { select: "*" } },
  curl: `curl "$SUPABASE_URL/rest/v1/tasks?select=*" -H "apikey: $SUPABASE_KEY" -H "Authorization: Bearer $TOKEN"`,
  fault: [`the policy "Everyone reads"`],
  fix: `alter policy "Everyone reads" on public.tasks using ((select auth.jwt() ->> 'sub') = user_id);`,
  confirmed: true,
  alsoBy: ["grace", "acme-member", "acme-admin", "globex-member", "globex-admin"],
};

const PROOF: Proof = {
  verdict: "leaks",
  notProved: [],
  privileges: [],
  objects: ["public.tasks", "public.my_best()"],
  cells: [
    cell("public.tasks", "read", "leak"),
    cell("public.tasks", "filter", "denied by policy"),
    cell("public.tasks", "insert", "allowed"),
    cell("public.tasks", "delete another's", "denied by grant"),
    cell("public.my_best()", "call", "allowed"),
  ],
  leaks: [LEAK, { ...LEAK, verb: "count", what: "counts 4 rows" }],
  unknown: [],
  drift: [],
  controls: [{ name: "a sound table is not accused", passed: true }],
  trusted: true,
  requests: 120,
};

test("renderProofSarif() names the leak with its request, what is not proved as open, and what was judged", () => {
  const unknown = [{ object: "public.notes", reason: "no row could be made", verbs: [] }];
  const drift = [{ object: "public.by_hand", reason: "the migrations do not make it" }];
  const judged = { kind: "migrations", because: "asked" } as const;
  const log = renderProofSarif({ ...PROOF, unknown, drift }, { version: "1.0.0", judged });
  expect(log).toMatchObject({
    runs: [
      {
        automationDetails: { description: { text: expect.stringMatching(/--migrations asks/) } },
        results: [
          { ruleId: "leak", level: "error", message: { text: expect.stringContaining(LEAK.curl) } },
          {
            ruleId: "not-proved",
            kind: "open",
            level: "none",
            message: { text: "public.notes: no row could be made" },
          },
          { ruleId: "drift", kind: "open" },
        ],
      },
    ],
  });
});

const plain = (_: string, text: string) => text;

/** Everything as long as it can be. */
const LONG: Proof = {
  ...PROOF,
  verdict: "not proved",
  objects: ["public.customer_invoice_line_items_of_the_year_2026", "public.search(text, text)"],
  cells: PROOF.cells.map((one) => ({
    ...one,
    object:
      one.verb === "call"
        ? "public.search(text, text)"
        : "public.customer_invoice_line_items_of_the_year_2026",
  })),
  leaks: [
    {
      ...LEAK,
      object: "public.customer_invoice_line_items_of_the_year_2026",
      verb: "insert as another",
      confirmed: false,
      witness: { table: "public.customer_invoice_line_items", key: null, owner: "acme-member" },
      curl: `curl -X POST "$SUPABASE_URL/rest/v1/customer_invoice_line_items_of_the_year_2026?columns=id,name,user_id" -H "apikey: $SUPABASE_KEY" -d '${JSON.stringify({ id: 1, name: "some words, and more", user_id: "user_rowlockproofgrace", total: 12.5 })}'`,
      fix: `alter policy "A policy with a long name" on public.customer_invoice_line_items_of_the_year_2026 with check ((select auth.jwt() ->> 'sub') = user_id);\nalter table public.customer_invoice_line_items_of_the_year_2026 enable row level security;`,
    },
  ],
  unknown: [
    {
      object: "public.customer_invoices",
      reason: `no row could be made: new row for relation "customer_invoices" violates check constraint "due_after_issued"`,
    },
  ],
  controls: [{ name: "an UPDATE policy that is always true is caught", passed: false }],
  trusted: false,
};

describe("renderProofTerminal()", () => {
  test("shows matrix, leak, request and fix", () => {
    expect(renderProofTerminal(PROOF, plain)).toMatchInlineSnapshot(`
      "      seeing    own rows  the rows of others
            read key  ins  del
      tasks    ✖   ·    ✔    -

                call
      my_best()    ✔

      ✖ leak  ✔ allowed  denied by · policy  - grant  ^ code  ! fails  ? unknown
      Not tried, and hidden by no policy: count=planned and count=estimated tell
      whoever may read roughly how many rows there are of public.tasks

      leak  public.tasks, read, count
        ada sees 4 rows that are not theirs (so can grace, acme-member, acme-admin,
        globex-member, globex-admin)
        ada counts 4 rows (so can grace, acme-member, acme-admin, globex-member,
        globex-admin)
        witness {"id":7000001} of public.tasks, which belongs to grace
        because the policy "Everyone reads"
        request curl "$SUPABASE_URL/rest/v1/tasks?select=*" \\
                -H "apikey: $SUPABASE_KEY" -H "Authorization: Bearer $TOKEN"
        fix     alter policy "Everyone reads" on public.tasks using ((select
                auth.jwt() ->> 'sub') = user_id);

      2 leaks in 2 objects, 120 requests, 1 control"
    `);
  });

  test("keeps to 80 columns, in colours too", () => {
    const report = renderProofTerminal(LONG, (format, text) => styleText(format, text));
    const lines = stripVTControlCharacters(report).split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test("says that a run whose control failed proves nothing", () => {
    const report = renderProofTerminal(LONG, plain);
    expect(report).toMatch(/can't be trusted/);
    expect(report).toMatch(/Not proved, because the run's own controls did not hold/);
    expect(report).not.toMatch(/Each sees only/);
  });

  test("calls nothing safe while something is unknown", () => {
    const proof: Proof = {
      ...LONG,
      verdict: "not proved",
      notProved: ["public.customer_invoices"],
      leaks: [],
      controls: PROOF.controls,
      trusted: true,
    };
    const report = renderProofTerminal(proof, plain);
    expect(report).toMatch(
      /Not proved, because\n {2}• no row could be made: [^•]*public\.customer_invoices/,
    );
    expect(report).toMatch(/Not proved: 1 of 2 objects, [^\n]*\n?[^\n]*no leak found/);
    expect(report).not.toMatch(/Each sees only/);
  });

  test("tells a cause once, with all that it concerns", () => {
    const reason =
      "P0001: the owner stays as it is, whoever asks and whatever it was that they asked for";
    const unknown = [
      { object: "public.tasks", reason, verbs: ["update", "give away"] as const },
      { object: "public.notes", reason, verbs: ["update"] as const },
    ];
    const proof: Proof = { ...PROOF, verdict: "not proved", leaks: [], unknown };
    const [, lines] =
      /Not proved, because\n([\s\S]*?)\n\n/.exec(renderProofTerminal(proof, plain)) ?? [];
    expect(lines).toBe(
      "  • P0001: the owner stays as it is, whoever asks and whatever it was that they\n    asked for\n    public.tasks (update, give away), public.notes (update)",
    );
    expect(renderProofMarkdown(proof)).toMatch(
      /- P0001: [^\n]*: public\.tasks \(update, give away\), public\.notes \(update\)/,
    );
  });

  test("says of nothing that it is proved", () => {
    const nothing: Proof = { ...PROOF, verdict: "not proved", objects: [], cells: [], leaks: [] };
    expect(renderProofTerminal(nothing, plain)).toMatch(/Not proved: no table, view or function/);
  });

  test("lets no name move the cursor", () => {
    const object = "public.\u001b[2Jtasks";
    const proof = { ...PROOF, objects: [object], cells: [cell(object, "read", "allowed")] };
    expect(renderProofTerminal(proof, plain)).not.toContain("\u001b");
  });
});

describe("renderProofMarkdown()", () => {
  test("is a document with the whole matrix", () => {
    expect(renderProofMarkdown(PROOF)).toMatchInlineSnapshot(`
      "# Proof of isolation

      2 leaks in 2 objects, 120 requests, 1 control

      ## Leak: public.tasks, read, count

      - ada sees 4 rows that are not theirs (so can grace, acme-member, acme-admin, globex-member, globex-admin)
      - ada counts 4 rows (so can grace, acme-member, acme-admin, globex-member, globex-admin)
      - Witness: \`{"id":7000001}\` of public.tasks, which belongs to grace
      - Because: the policy "Everyone reads"

      \`\`\`sh
      curl "$SUPABASE_URL/rest/v1/tasks?select=*" -H "apikey: $SUPABASE_KEY" -H "Authorization: Bearer $TOKEN"
      \`\`\`

      \`\`\`sql
      alter policy "Everyone reads" on public.tasks using ((select auth.jwt() ->> 'sub') = user_id);
      \`\`\`

      ## Matrix

      ✖ leak  ✔ allowed  denied by · policy  - grant  ^ code  ! fails  ? unknown

      Not tried, and hidden by no policy: count=planned and count=estimated tell whoever may read roughly how many rows there are of public.tasks

      ### public.tasks

      | | read | filter | insert | delete another's |
      |---|:-:|:-:|:-:|:-:|
      | ada | ✖ | · | ✔ | - |

      ### public.my\\_best()

      | | call |
      |---|:-:|
      | ada | ✔ |

      ## Controls

      - ✔ a sound table is not accused
      "
    `);
  });

  test("lets no name become markup", () => {
    const object = "public.<b>|`x";
    const leaks = [{ ...LEAK, object, fault: ["the policy `*`"], fix: "select '```'" }];
    const cells = [cell(object, "read", "leak"), cell(object, "filter", "allowed")];
    const text = renderProofMarkdown({ ...PROOF, objects: [object], leaks, cells });
    const outsideCode = text.replaceAll(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, "");
    expect(outsideCode).not.toMatch(/(?<!\\)<b>|(?<!\\)`x|(?<!\\)\*/);
    expect(text).toContain("````sql\nselect '```'\n````");
    const table = text.split("\n").filter((line) => line.startsWith("|"));
    expect(new Set(table.map((line) => line.split(/(?<!\\)\|/).length))).toEqual(new Set([5]));
  });
});

// The guess behind count=planned is made from everybody's rows; a proof without such a table has nothing to say of it.
test("the reports name the tables whose size anybody who may read can guess", () => {
  const sentence = /Not tried, and hidden by no policy: count=planned .* of public\.notes/s;
  const reports = (outcome: Cell["outcome"], object = "public.notes") => {
    const cells = [cell(object, "read", outcome)];
    const proof = { ...PROOF, leaks: [], objects: [object], cells };
    return [renderProofMarkdown(proof), renderProofTerminal(proof, (_, text) => text)];
  };
  for (const report of reports("denied by policy")) expect(report).toMatch(sentence);
  for (const report of reports("denied by grant")) expect(report).not.toMatch(/count=planned/);
  for (const report of reports("denied by policy", "bucket notes")) {
    expect(report).not.toMatch(/count=planned/);
  }
});
