// The first page: what of the guide is set up, what comes next, and the requests that apps make, as they come.
import { useQuery } from "@tanstack/react-query";
import { overviewQuery, schemaQuery } from "../../api/queries.ts";
import { MissingGrants } from "../../ui/missing-grants.tsx";
import { Card, Failed, Page, Waiting } from "../../ui/page.tsx";
import { RequestLog } from "./request-log.tsx";
import { SetupSteps } from "./setup-steps.tsx";

export function OverviewPage() {
  const overview = useQuery(overviewQuery);
  const schema = useQuery(schemaQuery);
  const project = overview.data?.project;
  return (
    <Page
      title="Overview"
      lead={
        project ? (
          <>
            <span className="font-medium text-ink">{project.name}</span> answers at{" "}
            <code className="font-mono text-[0.8125rem]">{project.apiUrl}</code>, its people sign in
            at <code className="font-mono text-[0.8125rem]">{project.clerkUrl}</code>.
          </>
        ) : (
          "Each person sees only their own rows: what that needs, and what is there."
        )
      }
    >
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)]">
        {overview.isPending || schema.isPending ? (
          <Waiting lines={12} />
        ) : overview.isLoadingError ? (
          <Failed error={overview.error} retry={() => void overview.refetch()} />
        ) : (
          <div className="flex min-w-0 flex-col gap-5">
            <MissingGrants missing={schema.data?.missingGrants ?? []} />
            <SetupSteps overview={overview.data} />
          </div>
        )}
        <Card className="min-w-0">
          <RequestLog />
        </Card>
      </div>
    </Page>
  );
}
