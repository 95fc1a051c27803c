// The conditions of a plan that PostgreSQL tests row by row, out of EXPLAIN (FORMAT JSON).
// What an InitPlan computes is computed once; what a subplan looks up is looked up for each outer row.

interface PlanNode {
  readonly Plans?: readonly PlanNode[];
  readonly "Parent Relationship"?: string;
  readonly [key: string]: unknown;
}

const PER_ROW = ["Filter", "Join Filter", "One-Time Filter"];
/** Inside a subplan these are worked out anew whenever it runs. */
const PER_SCAN = ["Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond"];

/** As expressions that a parser can read. */
export function rowConditions(plan: unknown): readonly string[] {
  const [first] = Array.isArray(plan) ? plan : [plan];
  const root = (first as { Plan?: PlanNode } | undefined)?.Plan;
  const texts: string[] = [];
  if (root !== undefined) collect(root, { inSubplan: false, texts });
  return texts.map(withoutPlanNames);
}

interface Collecting {
  readonly inSubplan: boolean;
  readonly texts: string[];
}

function collect(node: PlanNode, { inSubplan, texts }: Collecting): void {
  const keys = inSubplan ? [...PER_ROW, ...PER_SCAN] : PER_ROW.slice(0, 2);
  for (const key of keys) {
    const text = node[key];
    if (typeof text === "string") texts.push(text);
  }
  for (const child of node.Plans ?? []) {
    const relationship = child["Parent Relationship"];
    if (relationship === "InitPlan") continue;
    collect(child, { inSubplan: inSubplan || relationship === "SubPlan", texts });
  }
}

/** `(InitPlan 1).col1` and `(ANY (x = (SubPlan 2).col1))` are the plan's own notation; a column stands in for them. */
function withoutPlanNames(text: string): string {
  return text
    .replaceAll(/\(alternatives: [^)]*\)/g, "plan_value")
    .replaceAll(/(?:EXISTS)?\((?:hashed )?(?:InitPlan|SubPlan) \d+\)(?:\.col\d+)?/g, "plan_value")
    .replaceAll(/\$\d+/g, "plan_value")
    .replaceAll(/\((?:ANY|ALL) \(/g, "((");
}
