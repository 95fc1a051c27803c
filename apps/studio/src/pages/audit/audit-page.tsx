// Audit: what is wrong or slow about policies, grants, views and functions, with the SQL that mends it.
import { useQuery } from "@tanstack/react-query";
import { auditDriftQuery, auditQuery } from "../../api/queries.ts";
import type { AuditAnswer, AuditDrift } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { Finding } from "./finding.tsx";

export function AuditPage() {
  const audit = useQuery(auditQuery);
  const drift = useQuery(auditDriftQuery);
  return (
    <Page
      title="Audit"
      lead="Who could get to rows that are not theirs, and what makes policies slow: what rowlock audit finds, in the database as it is now."
      actions={
        <Button
          icon="refresh"
          busy={audit.isFetching}
          onClick={() => void Promise.all([audit.refetch(), drift.refetch()])}
        >
          Look again
        </Button>
      }
    >
      {audit.isPending ? (
        <Waiting />
      ) : audit.isLoadingError ? (
        <Failed error={audit.error} retry={() => void audit.refetch()} />
      ) : (
        <Report report={audit.data} />
      )}
      {drift.isPending ? (
        <p className="text-sm text-muted">Comparing the database with its migrations…</p>
      ) : drift.isLoadingError ? (
        <Failed error={drift.error} retry={() => void drift.refetch()} />
      ) : (
        <Differences {...drift.data} />
      )}
    </Page>
  );
}

function Report({ report }: { readonly report: AuditAnswer }) {
  const { findings, unknown, checked } = report;
  return (
    <>
      <p className="text-sm text-muted">
        {checked.rules} rules, held against {counted(checked.tables, "table")} and{" "}
        {counted(checked.policies, "policy", "policies")}: {counted(findings.length, "finding")}.
      </p>
      {findings.length === 0 ? (
        <Empty icon="shield" title="Nothing was found">
          rowlock prove goes further: it tries every table with real requests of several people.
        </Empty>
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {findings.map((finding) => (
              <Finding
                key={`${finding.id} ${finding.object} ${finding.message}`}
                finding={finding}
              />
            ))}
          </ul>
        </Card>
      )}
      {unknown.length === 0 ? null : <Unknown unknown={unknown} />}
    </>
  );
}

/** What was judged, and where deploying the migrations would make something else. */
function Differences({ judged, drift }: AuditDrift) {
  if (drift.length === 0) {
    return (
      <p className="text-sm text-muted">Judged: {judged}, which is what the migrations make.</p>
    );
  }
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Not what the migrations make</h2>
      <p className="px-4 pt-3 text-sm text-muted">
        Judged: {judged}. Whoever deploys the migrations deploys something else.
      </p>
      <ul className="divide-y divide-line">
        {drift.map(({ object, reason }) => (
          <li key={`${object} ${reason}`} className="px-4 py-3 text-sm">
            <p className="font-medium [overflow-wrap:anywhere]">{object}</p>
            <p className="text-muted">{reason}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function Unknown({ unknown }: Pick<AuditAnswer, "unknown">) {
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Could not be judged</h2>
      <ul className="divide-y divide-line">
        {unknown.map(({ object, reason, text }) => (
          <li key={`${object} ${text}`} className="px-4 py-3 text-sm">
            <p className="font-medium [overflow-wrap:anywhere]">{object}</p>
            <p className="text-muted">{reason}</p>
            <p className="mt-1 font-mono text-[0.8rem] [overflow-wrap:anywhere]">{text}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
