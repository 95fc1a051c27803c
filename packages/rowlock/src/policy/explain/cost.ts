// What PostgreSQL's own plan of a request says: how long, how many pages, which tables were read how.
import * as z from "zod";
import type { CostReport, ScanReport } from "./reports.ts";

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string | undefined;
  readonly "Index Name"?: string | undefined;
  readonly "Subplan Name"?: string | undefined;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number | undefined;
  readonly "Shared Hit Blocks"?: number | undefined;
  readonly "Shared Read Blocks"?: number | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}

const nodeSchema: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    "Node Type": z.string(),
    "Relation Name": z.string().optional(),
    "Index Name": z.string().optional(),
    "Subplan Name": z.string().optional(),
    "Actual Rows": z.number(),
    "Actual Loops": z.number(),
    "Rows Removed by Filter": z.number().optional(),
    "Shared Hit Blocks": z.number().optional(),
    "Shared Read Blocks": z.number().optional(),
    Plans: z.array(nodeSchema).optional(),
  }),
);

const planSchema = z.tuple([
  z.object({ Plan: nodeSchema, "Planning Time": z.number(), "Execution Time": z.number() }),
]);

/** @param plan as EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) gives it. Null: it is not understood */
export function costOf(plan: unknown): CostReport | null {
  const read = planSchema.safeParse(plan);
  if (!read.success) return null;
  const [{ Plan: root, "Planning Time": planningMs, "Execution Time": executionMs }] = read.data;
  const nodes = allNodes(root);
  const result = nodes.find((node) => node["Subplan Name"] === "CTE pgrst_source");
  return {
    planningMs,
    executionMs,
    pages: (root["Shared Hit Blocks"] ?? 0) + (root["Shared Read Blocks"] ?? 0),
    written: result?.["Node Type"] === "ModifyTable" ? result["Actual Rows"] : null,
    scans: nodes.flatMap(scanOf),
  };
}

function allNodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(allNodes)];
}

function scanOf(node: PlanNode): readonly ScanReport[] {
  const relation = node["Relation Name"];
  if (relation === undefined || node["Node Type"] === "ModifyTable") return [];
  const index = node["Index Name"];
  const loops = node["Actual Loops"];
  return [
    {
      what: `${node["Node Type"]} on ${relation}${index === undefined ? "" : ` by ${index}`}`,
      loops,
      kept: Math.round(node["Actual Rows"] * loops),
      removed: Math.round((node["Rows Removed by Filter"] ?? 0) * loops),
    },
  ];
}
