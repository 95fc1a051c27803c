import { covers } from "../../analysis/database-analysis.ts";
import { messagePolicies } from "../../analysis/message-policies.ts";
import { projectRoutines } from "../../analysis/routines.ts";
import { withoutComments } from "../../expression/routine-body.ts";
import type { AuditSubject, Found, Rule } from "../rule.ts";

export const realtimePrivateUnheard: Rule = {
  id: "realtime-private-unheard",
  level: "warning",
  title: "Private channels are used, and no policy lets anybody hear them",
  why: "Who may join a private channel is decided by SELECT policies of realtime.messages. Without one every join is refused, and what the database sends is heard by nobody.",
  help: "Write a SELECT policy of realtime.messages that compares realtime.topic() with what the caller may hear; an INSERT policy lets them speak.",
  *check(subject) {
    const policies = messagePolicies(subject);
    if (policies === undefined || !policies.relation.rowSecurity) return;
    const isHeard = policies.guards.some(
      ({ policy }) => policy.permissive && covers(policy, "select"),
    );
    if (!isHeard) yield* [...senders(subject), ...joins(subject)];
  },
};

/** Functions of the project that send to private channels. */
function senders(subject: AuditSubject): readonly Found[] {
  return projectRoutines(subject)
    .filter(({ source }) => SENDS.test(withoutComments(source)))
    .map(({ schema, name, identityArguments }) => ({
      object: { schema, function: `${name}(${identityArguments})` },
      message: `${schema}.${name} sends to a private channel, which no policy lets anybody hear`,
    }));
}

/** `realtime.send` sends privately unless it is told otherwise. */
const SENDS =
  /\brealtime\s*\.\s*(broadcast_changes\s*\(|send(_binary)?\s*\((?![^;]*,\s*(private\s*=>\s*)?false\s*\)))/i;

function joins({ project }: AuditSubject): readonly Found[] {
  return project.privateChannels.map(({ file, line }) => ({
    object: { file, line },
    message: `${file} joins a private channel, which no policy lets anybody hear`,
  }));
}
