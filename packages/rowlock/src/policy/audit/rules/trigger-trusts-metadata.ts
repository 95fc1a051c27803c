import { type Expression, walk } from "../../expression/expression.ts";
import type { Rule } from "../rule.ts";
import { trustedTables } from "../self-granted.ts";
import { triggerWrites } from "../trigger-writes.ts";

const METADATA = /^(raw_user_meta_data|user_metadata|unsafe_metadata)$/;
/** Columns in which ranks and groups usually stand. */
const RANKS =
  /(^|_)(role|roles|rank|admin|is_admin|is_staff|plan|tier|permission|permissions|tenant_id|org_id|organization_id|company_id)$/i;

export const triggerTrustsMetadata: Rule = {
  id: "trigger-trusts-metadata",
  level: "error",
  title: "A trigger takes a rank or a group from what users write themselves",
  why: "User metadata is what a browser sends at sign-up. A trigger that copies a role, a plan or a tenant out of it lets everybody choose their own.",
  help: "Copy names and pictures only; let the server, an invitation or a default set what policies trust.",
  *check(subject) {
    const decisive = new Map<string, readonly string[]>();
    for (const { table, decisive: columns } of trustedTables(subject)) {
      decisive.set(table.oid, [...(decisive.get(table.oid) ?? []), ...columns]);
    }
    for (const { source, trigger, write, target } of triggerWrites(subject)) {
      for (const { column, value } of write.values) {
        if (!readsMetadata(value)) continue;
        const trusted = decisive.get(target.oid)?.includes(column) === true;
        if (!trusted && !RANKS.test(column)) continue;
        yield {
          object: { schema: target.schema, table: target.name, column },
          level: trusted ? "error" : "warning",
          message: `The trigger ${trigger} on ${source.schema}.${source.name} takes ${target.schema}.${target.name}.${column} from metadata that users write themselves${trusted ? ", and policies trust it" : ""}`,
        };
      }
    }
  },
};

function readsMetadata(value: Expression): boolean {
  return [...walk(value)].some(
    (inner) =>
      (inner.kind === "column" && METADATA.test(inner.path.at(-1) ?? "")) ||
      (inner.kind === "constant" && METADATA.test(String(inner.value))),
  );
}
