// Functions and procedures of the person's own, as the form of Database > Functions shows them.
import { loadRoutineTexts } from "../../catalog/parts/routine-texts.ts";
import { loadRoutineFacts } from "../../catalog/parts/routines.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { DatabaseFunction } from "../wire/schema.ts";
import { isShown } from "./read-tables.ts";

export function readFunctions(database: OwnerConnection): Promise<readonly DatabaseFunction[]> {
  return database.read(async (client) => {
    const texts = await loadRoutineTexts(client);
    const routines = await loadRoutineFacts(client, []);
    return routines.filter(isShown).flatMap((routine): readonly DatabaseFunction[] => {
      const text = texts.get(routine.oid);
      const { kind, language } = routine;
      if (text === undefined || (kind !== "function" && kind !== "procedure")) return [];
      return [
        {
          schema: routine.schema,
          name: routine.name,
          kind,
          arguments: routine.parameters.map(({ name, type }, place) => ({
            name,
            type,
            default: text.defaults[place] ?? null,
          })),
          signature: text.signature,
          returns: text.result,
          language,
          volatility: routine.volatility,
          securityDefiner: routine.securityDefiner,
          settings: routine.settings.map(([name, value]) => ({
            name,
            value: value.replace(/^""$/, ""),
          })),
          definition: routine.source,
          comment: routine.description,
          editable:
            kind === "function" && text.plain && language !== "c" && language !== "internal",
          statement: text.statement,
        },
      ];
    });
  });
}
