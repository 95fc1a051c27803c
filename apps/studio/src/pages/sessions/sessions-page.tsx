// Sessions: who is signed in where. Ending one takes effect at once: no further token is given out.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionsQuery, usersQuery } from "../../api/clerk-queries.ts";
import { emailOf, nameOf } from "../../api/clerk-resources.ts";
import { Select } from "../../ui/field.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { SessionList } from "./session-list.tsx";

const STATUSES = ["active", "ended", "removed", "revoked", "expired", "abandoned", "pending"];

export function SessionsPage() {
  const [status, setStatus] = useState("active");
  const sessions = useQuery(sessionsQuery({ status: status || undefined }));
  const users = useQuery(usersQuery({}));
  const names = new Map(users.data?.users.map((user) => [user.id, emailOf(user) ?? nameOf(user)]));
  return (
    <Page
      title="Sessions"
      lead="Who is signed in, and where. A revoked session gets no further token; one that is out lasts its last seconds."
    >
      <Select
        aria-label="Status of the sessions"
        value={status}
        onChange={(event) => setStatus(event.target.value)}
        className="w-44!"
      >
        <option value="">every status</option>
        {STATUSES.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      {sessions.isPending ? (
        <Waiting />
      ) : sessions.isLoadingError ? (
        <Failed error={sessions.error} retry={() => void sessions.refetch()} />
      ) : sessions.data.data.length === 0 ? (
        <Empty icon="session" title={status === "active" ? "Nobody is signed in" : "No sessions"}>
          A session begins when somebody signs in, in your app.
        </Empty>
      ) : (
        <Card>
          <SessionList sessions={sessions.data.data} names={names} />
          {sessions.data.total_count > sessions.data.data.length ? (
            <p className="border-t border-line px-4 py-2.5 text-sm text-muted">
              The latest {sessions.data.data.length} of {sessions.data.total_count}
            </p>
          ) : null}
        </Card>
      )}
    </Page>
  );
}
