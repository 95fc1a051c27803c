// Under the editor: what a run gave. One result is shown at a time; an error comes first, then notices and what lacks.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { schemaQuery } from "../../api/queries.ts";
import type { MissingGrant, RunSqlAnswer, SqlNotice, StatementResult } from "../../api/wire.ts";
import { DataGrid } from "../../grid/data-grid.tsx";
import { buttonClass } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { MissingGrants } from "../../ui/missing-grants.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { toCsv } from "./to-csv.ts";
import type { RunState } from "./use-run.ts";

export function Results({ state }: { readonly state: RunState }) {
  switch (state.kind) {
    case "idle":
      return (
        <p className="m-auto px-6 py-8 text-center text-sm text-muted">
          Results show here. It runs as the database's owner: row level security does not hold it.
        </p>
      );
    case "running":
      return (
        <p role="status" className="m-auto px-6 py-8 text-sm text-muted">
          Running
        </p>
      );
    case "failed":
      return (
        <div className="overflow-y-auto p-4">
          <ProblemNotice error={state.error} />
        </div>
      );
    case "done":
      return (
        <Answer key={state.answer.changeId ?? String(state.answer.milliseconds)} state={state} />
      );
  }
}

type Done = Extract<RunState, { kind: "done" }>;

function Answer({ state }: { readonly state: Done }) {
  const { answer, request } = state;
  const [chosen, setChosen] = useState(() => lastWithRows(answer.results));
  const result = answer.results[chosen];
  const remarks =
    answer.problem !== undefined ||
    answer.transactionLeftOpen ||
    answer.notices.length > 0 ||
    answer.changeId !== undefined;
  return (
    <>
      <Summary answer={answer} chosen={chosen} onChoose={setChosen} />
      {remarks ? (
        <div className="flex max-h-[70%] flex-col gap-2 overflow-y-auto border-b border-line p-3 empty:hidden">
          {answer.problem ? <Problem answer={answer} sql={request.sql} /> : null}
          {answer.transactionLeftOpen ? (
            <Notice tone="attention" title="The text left a transaction open: it was rolled back">
              Each run has a connection of its own, which ends with it. Put begin and commit into
              one run.
            </Notice>
          ) : null}
          {answer.changeId === undefined ? null : <Kept />}
          <StillMissing missing={answer.missing ?? []} />
          {answer.notices.map((notice, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: notices may be alike
            <NoticeLine key={index} notice={notice} />
          ))}
        </div>
      ) : null}
      {result === undefined ? null : <ResultRows result={result} />}
    </>
  );
}

function lastWithRows(results: readonly StatementResult[]): number {
  const found = results.findLastIndex((result) => result.columns.length > 0);
  return found === -1 ? results.length - 1 : found;
}

interface SummaryProps {
  readonly answer: RunSqlAnswer;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

function Summary({ answer, chosen, onChoose }: SummaryProps) {
  const result = answer.results[chosen];
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2 text-[0.8125rem]">
      <p role="status" className="text-muted">
        {answer.problem ? "Failed" : answer.results.length === 0 ? "Nothing to run" : "Done"} after{" "}
        {answer.milliseconds < 10
          ? answer.milliseconds.toFixed(1)
          : Math.round(answer.milliseconds)}{" "}
        ms
      </p>
      <fieldset className="flex min-w-0 flex-wrap gap-1">
        <legend className="sr-only">Results</legend>
        {answer.results.map((entry, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: results are told apart by their place alone
            key={index}
            type="button"
            aria-pressed={index === chosen}
            onClick={() => onChoose(index)}
            className="h-7 rounded-md px-2.5 font-mono text-2xs text-muted hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:text-accent"
          >
            {entry.command}
          </button>
        ))}
      </fieldset>
      {result?.truncated ? (
        <p className="text-brass">
          the first {result.rows.length.toLocaleString()} of {result.rowCount?.toLocaleString()}{" "}
          rows
        </p>
      ) : null}
      {result !== undefined && result.columns.length > 0 ? (
        <span className="ml-auto">
          <CopyButton text={async () => toCsv(result)} label="Copy as CSV" what="the result" />
        </span>
      ) : null}
    </div>
  );
}

function Problem({ answer, sql }: { readonly answer: RunSqlAnswer; readonly sql: string }) {
  const { problem } = answer;
  const line =
    problem?.position === undefined ? undefined : sql.slice(0, problem.position).split("\n").length;
  return (
    <>
      <ProblemNotice
        error={problem}
        title={`${problem?.severity ?? "ERROR"}${line ? ` in line ${line}` : ""}`}
      />
      {problem?.where ? (
        <pre className="overflow-x-auto px-1 font-mono text-2xs whitespace-pre-wrap text-muted">
          {problem.where}
        </pre>
      ) : null}
    </>
  );
}

function Kept() {
  return (
    <Notice
      tone="ok"
      title="The schema changed"
      action={
        <Link
          to="/migrations"
          className={buttonClass({ className: "h-8 px-2.5 text-[0.8125rem]" })}
        >
          Keep as migration
        </Link>
      }
    >
      Keep the change as a migration file, so that it comes along to other databases.
    </Notice>
  );
}

/** What was missing after the run and was not granted since. */
function StillMissing({ missing }: { readonly missing: readonly MissingGrant[] }) {
  const schema = useQuery(schemaQuery);
  const now = schema.data?.missingGrants ?? missing;
  const still = now.filter((entry) => missing.some((before) => isSame(before, entry)));
  return <MissingGrants missing={still} />;
}

function isSame(one: MissingGrant, other: MissingGrant): boolean {
  return one.schema === other.schema && one.table === other.table && one.role === other.role;
}

function NoticeLine({ notice }: { readonly notice: SqlNotice }) {
  return (
    <p className="px-1 font-mono text-2xs [overflow-wrap:anywhere]">
      <span className="text-faint">{notice.severity}</span> {notice.message}
      {notice.hint ? <span className="text-muted"> ({notice.hint})</span> : null}
    </p>
  );
}

function ResultRows({ result }: { readonly result: StatementResult }) {
  const columns = useMemo(() => [...result.columns], [result]);
  if (columns.length === 0) {
    return (
      <p className="px-4 py-6 text-sm text-muted">
        <span className="font-mono">{result.command}</span>
      </p>
    );
  }
  return (
    <DataGrid
      label={`Result of ${result.command}`}
      className="min-h-0 flex-1"
      columns={columns}
      rows={result.rows}
      empty={<p className="px-4 py-6 text-sm text-muted">No rows</p>}
    />
  );
}
