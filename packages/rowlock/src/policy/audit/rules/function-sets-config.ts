import type { RoutineFacts } from "../../../catalog/parts/routines.ts";
import {
  callersOf,
  reachableRoutines,
  routineObject,
  routineTitle,
} from "../../analysis/routines.ts";
import { withoutComments } from "../../expression/routine-body.ts";
import type { AuditSubject, Found, Rule } from "../rule.ts";

const SET_CONFIG =
  /\bset_config\s*\(\s*(?<name>'[^']*'|[^,]+?)\s*,(?<value>[\s\S]*?),\s*(?<local>true|false|[\w.]+)\s*\)/gi;
const SET =
  /(?:^|;|\bbegin|\bthen|\belse)\s*set\s+(?:session\s+)?(?<name>[a-z_]\w*\.[\w.]+)\s*(?:=|to\b)/gi;

export const functionSetsConfig: Rule = {
  id: "function-sets-config",
  level: "error",
  title: "A function that requests can call changes settings of the connection",
  why: "Requests share connections. A setting that is made with is_local false stays for whoever comes next on the connection, and a policy that reads it then decides by what somebody else chose.",
  help: "Let policies read claims of the token. Where a setting is needed, give set_config true as its last argument, and let no request say which value it has.",
  *check(subject) {
    for (const routine of reachableRoutines(subject)) yield* settingsOf(routine, subject);
  },
};

function* settingsOf(routine: RoutineFacts, subject: AuditSubject): Generator<Found> {
  const text = withoutComments(routine.source);
  const made = [
    ...[...text.matchAll(SET_CONFIG)].map(({ groups }) => ({
      name: groups?.name ?? "",
      stays: groups?.local?.toLowerCase() !== "true",
    })),
    ...[...text.matchAll(SET)].map(({ groups }) => ({
      name: `'${groups?.name ?? ""}'`,
      stays: true,
    })),
  ];
  for (const { name, stays } of made) {
    const setting = /^'(?<text>[^']*)'$/.exec(name)?.groups?.text;
    // The claims and the role of the request: function-sets-role says so.
    if (setting !== undefined && /^(role$|session_authorization$|request\.)/i.test(setting))
      continue;
    if (setting !== undefined && !stays) continue;
    const readers = setting === undefined ? [] : policiesThatRead(setting, subject);
    const what = setting === undefined ? "whichever setting it is told" : `the setting ${setting}`;
    const trust = readers.length === 0 ? "" : `, which ${readers.join(" and ")} reads`;
    yield {
      object: routineObject(routine),
      level: setting === undefined || readers.length > 0 ? "error" : "warning",
      message: `${callersOf(routine, subject).join(" and ")} can call ${routineTitle(routine)}, which changes ${what} beyond the request${trust}`,
    };
    return;
  }
}

function policiesThatRead(setting: string, { relations, model }: AuditSubject): readonly string[] {
  const reads = (text: string | null) => text?.includes(`'${setting}'`) === true;
  const readers = model.routines.filter(
    (one) => reads(one.source) && /current_setting/i.test(one.source),
  );
  const names = readers.map((one) => `${one.name}(`);
  return relations
    .flatMap(({ schema, name, policies }) =>
      policies.map((policy) => ({
        ...policy,
        title: `the policy "${policy.name}" on ${schema}.${name}`,
      })),
    )
    .filter(({ using, check }) =>
      [using, check].some((text) => reads(text) || names.some((call) => text?.includes(call))),
    )
    .map(({ title }) => title)
    .slice(0, 2);
}
