// Finds the table that a person names, as `tasks` or `public.tasks`.
import { isTable } from "../../catalog/parts/relations.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";

/** Only tables can be protected. @throws PROTECT_TABLE */
export function findTable(model: SecurityModel, name: string): GuardedRelation {
  const found = findRelation(model, name);
  if (found === undefined) {
    throw rowlockError("PROTECT_TABLE", {
      message: `There is no table ${name}`,
      hint: "Name it as schema.table when it is not in public",
    });
  }
  if (!isTable(found)) {
    throw rowlockError("PROTECT_TABLE", {
      message: `${found.schema}.${found.name} is a ${found.kind}, and only tables have policies`,
      hint:
        found.kind === "view"
          ? "Protect the tables that it reads, and give it security_invoker = on"
          : "Take it out of the schemas that the Data API serves",
    });
  }
  if (found.isPartition) {
    const parent = model.relations.find((one) => one.oid === found.parents[0]);
    throw rowlockError("PROTECT_TABLE", {
      message: `${found.schema}.${found.name} is a partition`,
      hint: `Protect the whole table${parent ? ` ${parent.schema}.${parent.name}` : ""}`,
    });
  }
  return found;
}

/** `public` is meant where no schema is named; a name with a dot in it may be given as `schema.name`. */
export function findRelation(model: SecurityModel, name: string): GuardedRelation | undefined {
  const plain = name.replaceAll('"', "");
  const qualified = model.relations.find((one) => `${one.schema}.${one.name}` === plain);
  return qualified ?? model.relations.find((one) => one.schema === "public" && one.name === plain);
}
