// A table as a person, or nobody, sees it: what the Data API gives to a token of theirs. Only to be read.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { viewAsQuery } from "../../api/queries.ts";
import type { TableDetails, ViewAsAnswer } from "../../api/wire.ts";
import { DataGrid } from "../../grid/data-grid.tsx";
import { Badge } from "../../ui/badge.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Empty, Failed } from "../../ui/page.tsx";
import { gridColumns } from "./owner-rows.tsx";
import type { Selection } from "./use-row-pages.ts";

export interface ViewAsRowsProps {
  readonly details: TableDetails;
  readonly selection: Selection;
  /** `anon`, or a user's id. */
  readonly viewer: string;
}

const PAGE_SIZE = 100;

export function ViewAsRows({ details, selection, viewer }: ViewAsRowsProps) {
  const [offset, setOffset] = useState(0);
  const columns = useMemo(() => gridColumns(details), [details]);
  const answer = useQuery({
    ...viewAsQuery({
      ...selection,
      as: viewer === "anon" ? { kind: "anon" } : { kind: "user", userId: viewer },
      limit: PAGE_SIZE,
      offset,
    }),
    placeholderData: keepPreviousData,
  });
  if (answer.isLoadingError) {
    return (
      <div className="p-5">
        <Failed error={answer.error} retry={() => void answer.refetch()} />
      </div>
    );
  }
  const { data } = answer;
  const who = viewer === "anon" ? "somebody who is signed out" : viewer;
  return (
    <>
      {data?.problem ? (
        <Refusal answer={data} details={details} />
      ) : (
        <DataGrid
          label={`Rows of ${details.name} as ${who}`}
          className="min-h-0 flex-1"
          columns={columns}
          rows={data?.rows ?? []}
          empty={
            data === undefined ? (
              <p className="p-6 text-sm text-muted">Asking the Data API</p>
            ) : (
              <NothingSeen details={details} />
            )
          }
        />
      )}
      <footer className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-surface px-4 py-2 text-[0.8125rem] text-muted">
        <div className="flex gap-0.5">
          <IconButton
            icon="chevronLeft"
            label="Previous page"
            disabled={offset === 0}
            onClick={() => setOffset(Math.max(0, offset - PAGE_SIZE))}
          />
          <IconButton
            icon="chevronRight"
            label="Next page"
            disabled={(data?.rows.length ?? 0) < PAGE_SIZE}
            onClick={() => setOffset(offset + PAGE_SIZE)}
          />
          <IconButton
            icon="refresh"
            label="Ask again"
            busy={answer.isFetching}
            onClick={() => void answer.refetch()}
          />
        </div>
        <p role="status">
          {data === undefined ? (
            "…"
          ) : (
            <>
              {data.rows.length} {data.rows.length === 1 ? "row" : "rows"} for{" "}
              <span className={viewer === "anon" ? "" : "font-mono text-2xs"}>{who}</span>, through
              the Data API{" "}
              <Badge tone={data.status < 400 ? "ok" : "attention"}>{data.status}</Badge>
            </>
          )}
        </p>
      </footer>
    </>
  );
}

function Refusal({
  answer,
  details,
}: {
  readonly answer: ViewAsAnswer;
  readonly details: TableDetails;
}) {
  const { problem } = answer;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-5">
      <Notice
        tone="danger"
        role="alert"
        title={`The Data API answers ${answer.status}: ${problem?.message ?? ""}`}
      >
        {problem?.code === "42501" ? (
          <p>The role has no grant on {details.name}: it is refused before any policy is asked.</p>
        ) : null}
        {problem?.details ? <p>{problem.details}</p> : null}
        {problem?.hint ? <p>{problem.hint}</p> : null}
        <p className="mt-1 font-mono text-2xs text-faint">{problem?.code}</p>
      </Notice>
    </div>
  );
}

function NothingSeen({ details }: { readonly details: TableDetails }) {
  return (
    <div className="mx-auto max-w-lg p-6 text-sm">
      <Empty icon="eyeOff" title="No row is visible">
        {details.rls && details.policies.length === 0
          ? "Row level security is on and no policy lets anyone in."
          : "No policy lets this person see one of the rows."}
      </Empty>
    </div>
  );
}
