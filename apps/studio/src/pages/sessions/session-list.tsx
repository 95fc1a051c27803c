// Sessions as rows: whose, on what, until when; and the button that ends one.
import { Link } from "@tanstack/react-router";
import type { ClerkSession } from "../../api/clerk-resources.ts";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useUserChange } from "../users/use-user-change.ts";

export interface SessionListProps {
  /** Absent while they are read. */
  readonly sessions: readonly ClerkSession[] | undefined;
  /** What users are called, by their ids; absent where all are of one user. */
  readonly names?: ReadonlyMap<string, string> | undefined;
}

export function SessionList({ sessions, names }: SessionListProps) {
  const revoke = useUserChange();
  if (sessions === undefined)
    return <p className="px-4 py-6 text-sm text-muted">Reading sessions</p>;
  if (sessions.length === 0) return <p className="px-4 py-6 text-sm text-muted">No sessions</p>;
  return (
    <>
      {revoke.error ? (
        <div className="p-4">
          <ProblemNotice error={revoke.error} />
        </div>
      ) : null}
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm"
          >
            <div className="min-w-0 flex-1 basis-64">
              <p className="flex flex-wrap items-center gap-2">
                {names === undefined ? null : (
                  <Link
                    to="/users/$userId"
                    params={{ userId: session.user_id }}
                    className="font-medium hover:text-accent hover:underline"
                  >
                    {names.get(session.user_id) ?? session.user_id}
                  </Link>
                )}
                <Badge tone={toneOf(session.status)}>{session.status}</Badge>
                <span className="text-[0.8125rem] text-muted">{deviceOf(session)}</span>
              </p>
              <p className="truncate font-mono text-2xs text-faint">{session.id}</p>
            </div>
            <p className="text-[0.8125rem] text-muted">
              active <Moment at={session.last_active_at} />
            </p>
            <Button
              size="small"
              disabled={session.status !== "active" && session.status !== "pending"}
              onClick={() =>
                revoke.mutate({
                  path: `/v1/sessions/${session.id}/revoke`,
                  said: "Revoked the session",
                })
              }
            >
              Revoke<span className="sr-only"> session {session.id}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function toneOf(status: string): BadgeTone {
  if (status === "active") return "ok";
  return status === "pending" ? "attention" : "plain";
}

function deviceOf({ latest_activity }: ClerkSession): string {
  const { browser_name, device_type, ip_address } = latest_activity ?? {};
  return [browser_name, device_type, ip_address].filter(Boolean).join(", ");
}
