// Database > Migrations: what the folder and the database hold, and the changes made here that no file holds yet.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { callApi } from "../../api/call-api.ts";
import { migrationsQuery, migrationTextQuery, refreshDatabase } from "../../api/queries.ts";
import type { MigrationSummary } from "../../api/wire.ts";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";
import { UnkeptChanges } from "./unkept-changes.tsx";

const route = getRouteApi("/migrations");

export function MigrationsPage() {
  const { edit: opened } = route.useSearch();
  const navigate = useNavigate();
  const migrations = useQuery(migrationsQuery);
  const open = (version: string | undefined) =>
    void navigate({ to: "/migrations", search: version ? { edit: version } : {} });
  return (
    <Page
      title="Migrations"
      lead={
        <>
          Files in <code className="font-mono text-[0.8125rem]">supabase/migrations</code>, applied
          in the order of their versions. The Supabase CLI takes the same files to a hosted project.
        </>
      }
    >
      {migrations.isPending ? (
        <Waiting />
      ) : migrations.isLoadingError ? (
        <Failed error={migrations.error} retry={() => void migrations.refetch()} />
      ) : (
        <>
          <UnkeptChanges changes={migrations.data.unkept} />
          <Pending migrations={migrations.data.migrations} />
          <MigrationList migrations={migrations.data.migrations} onOpen={open} />
        </>
      )}
      {opened === undefined ? null : (
        <MigrationSheet version={opened} onClose={() => open(undefined)} />
      )}
    </Page>
  );
}

function Pending({ migrations }: { readonly migrations: readonly MigrationSummary[] }) {
  const client = useQueryClient();
  const count = migrations.filter((migration) => migration.state === "pending").length;
  const apply = useMutation({
    mutationFn: () => callApi<MigrationSummary[]>("/migrations/apply", { body: {} }),
    onSuccess: (applied) => {
      showToast({
        text:
          applied.length === 1 ? "Applied one migration" : `Applied ${applied.length} migrations`,
      });
      void refreshDatabase(client);
    },
  });
  if (count === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <Notice
        tone="attention"
        title={
          count === 1
            ? "One migration is not applied yet"
            : `${count} migrations are not applied yet`
        }
        action={
          <Button size="small" busy={apply.isPending} onClick={() => apply.mutate()}>
            Apply pending
          </Button>
        }
      >
        While rowlock dev runs, new files are applied by themselves; one that failed waits for its
        correction.
      </Notice>
      {apply.error ? <ProblemNotice error={apply.error} /> : null}
    </div>
  );
}

const TONES: Readonly<Record<MigrationSummary["state"], BadgeTone>> = {
  applied: "ok",
  pending: "attention",
  edited: "attention",
  "file missing": "danger",
};

interface MigrationListProps {
  readonly migrations: readonly MigrationSummary[];
  readonly onOpen: (version: string) => void;
}

function MigrationList({ migrations, onOpen }: MigrationListProps) {
  if (migrations.length === 0) {
    return (
      <Empty icon="migration" title="No migrations yet">
        Make a change by a form or in the SQL Editor and keep it as a migration, or put a file into
        supabase/migrations.
      </Empty>
    );
  }
  return (
    <Card>
      <ul className="divide-y divide-line">
        {migrations.toReversed().map((migration) => (
          <li
            key={migration.version}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm"
          >
            <span className="font-mono text-[0.8125rem] text-muted">{migration.version}</span>
            <button
              type="button"
              onClick={() => onOpen(migration.version)}
              className="min-w-0 flex-1 truncate text-left font-medium hover:text-accent hover:underline"
            >
              {migration.name || "(no name)"}
            </button>
            <Badge tone={TONES[migration.state]}>{migration.state}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function MigrationSheet({
  version,
  onClose,
}: {
  readonly version: string;
  readonly onClose: () => void;
}) {
  const text = useQuery(migrationTextQuery(version));
  return (
    <Sheet open title={`Migration ${version}`} width="wide" onClose={onClose}>
      <SheetBody>
        {text.isPending ? (
          <Waiting lines={8} />
        ) : text.error ? (
          <ProblemNotice error={text.error} />
        ) : (
          <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-[0.8125rem] leading-relaxed">
            {text.data.sql}
          </pre>
        )}
      </SheetBody>
    </Sheet>
  );
}
