// What requests to the Data API can't show, told by name: settings that a function keeps on the connection for whoever
// comes next, and tables that other services ask.
import {
  type AnalysedRelation,
  appliesTo,
  type DatabaseAnalysis,
  qualifiedName,
} from "../analysis/database-analysis.ts";
import { isMessages } from "../analysis/message-policies.ts";
import { reachableRoutines, routineTitle } from "../analysis/routines.ts";
import { withoutComments } from "../expression/routine-body.ts";
import type { Unknown } from "./proof.ts";
import type { Subject } from "./subject.ts";

/** Settings of their own that policies read: those of a request are set anew each time. */
const OWN_SETTING = /current_setting\s*\(\s*'(?!request\.)([a-z_]\w*\.[\w.]+)'/gi;

export function outlivingSettings(
  database: DatabaseAnalysis,
  subjects: readonly Subject[],
): readonly Unknown[] {
  const keeping = reachableRoutines(database).filter(({ source }) => {
    const text = withoutComments(source);
    return (
      /set_config\s*\([^;]*,\s*false\s*\)/i.test(text) ||
      /\bset\s+(session\s+)?\w+\.\w+\s*(=|to)/i.test(text)
    );
  });
  if (keeping.length === 0) return [];
  const names = keeping.map(routineTitle).join(", ");
  return subjects.flatMap(({ relation }): Unknown[] => {
    const settings = new Set(settingsOf(relation));
    if (settings.size === 0) return [];
    const reason = `its policies trust ${[...settings].join(", ")}, and ${names} keeps a setting on the connection for whoever comes next`;
    return [{ object: qualifiedName(relation), reason }];
  });
}

function settingsOf({ policies }: AnalysedRelation): readonly string[] {
  const texts = policies.flatMap(({ using, check }) => [using ?? "", check ?? ""]);
  return texts.flatMap((text) =>
    [...text.matchAll(OWN_SETTING)].flatMap((match) => match[1] ?? []),
  );
}

const SERVICES: Readonly<Record<string, string>> = { storage: "Storage", realtime: "Realtime" };

/** Tables with policies for requests that go by another service than the Data API, and are not tried there. */
export function otherServices(
  { relations, requestRoles, exposedSchemas }: DatabaseAnalysis,
  tried: { readonly storage: boolean; readonly realtime: boolean },
): readonly Unknown[] {
  return relations.flatMap((relation): Unknown[] => {
    if (tried.storage && qualifiedName(relation) === "storage.objects") return [];
    if (tried.realtime && isMessages(relation)) return [];
    const service = SERVICES[relation.schema];
    const isAsked = relation.policies.some((policy) =>
      requestRoles.some((role) => appliesTo(policy, role)),
    );
    if (service === undefined || !isAsked || exposedSchemas.includes(relation.schema)) return [];
    const reason = `its policies are asked by ${service}, whose requests are not tried`;
    return [{ object: qualifiedName(relation), reason }];
  });
}
