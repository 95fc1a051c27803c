// What policies cost, as a table.

export interface PolicyCell {
  readonly rows: number;
  readonly policy: "guide" | "protect";
  readonly indexed: boolean;
  readonly question: string;
  /** The median of the runs, one round trip included. */
  readonly ms: number;
}

const NAMES = {
  guide: "the guide's, `requesting_user_id() = user_id`",
  protect: "`rowlock protect`'s, `(select requesting_user_id()) = user_id`",
} as const;

export function renderPolicies(cells: readonly PolicyCell[]): string {
  const sizes = [...new Set(cells.map(({ rows }) => rows))].sort((a, b) => a - b);
  const lines = [...new Set(cells.map(lineOf))].map((line) => {
    const [first] = cells.filter((cell) => lineOf(cell) === line);
    if (first === undefined) return "";
    const times = sizes.map(
      (rows) => cells.find((cell) => cell.rows === rows && lineOf(cell) === line)?.ms ?? Number.NaN,
    );
    const growth = (times.at(-1) ?? Number.NaN) / (times[0] ?? Number.NaN);
    const columns = [
      first.question,
      NAMES[first.policy],
      first.indexed ? "yes" : "no",
      ...times.map((ms) => ms.toFixed(3)),
      growth.toFixed(2),
    ];
    return `| ${columns.join(" | ")} |`;
  });
  const heads = sizes.map((rows) => `${rows.toLocaleString("en")} rows, ms`);
  return [
    "# What a policy costs",
    "",
    "Written by `npm run bench:policies`: one user's request, from the driver and back, with 100 rows a user at every size.",
    "",
    `| question | policy | index on user_id | ${heads.join(" | ")} | growth |`,
    `| --- | --- | --- | ${heads.map(() => "---:").join(" | ")} | ---: |`,
    ...lines.sort(),
    "",
  ].join("\n");
}

function lineOf({ question, policy, indexed }: PolicyCell): string {
  return `${question} ${policy} ${indexed}`;
}
