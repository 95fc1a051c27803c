// The requests that apps make, newest first: what was asked, as whom, and how it ended.
import { useState } from "react";
import type { LogLine } from "../../api/wire.ts";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { clockTime } from "../../ui/moment.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { type NumberedLine, useRequestLog } from "./use-request-log.ts";

type Shown = "all" | LogLine["server"];

const CHOICES = [
  ["all", "All"],
  ["api", "Data API"],
  ["clerk", "Clerk"],
] as const;

export function RequestLog() {
  const { lines, connected } = useRequestLog();
  const [shown, setShown] = useState<Shown>("all");
  const list = lines.filter((line) => shown === "all" || line.server === shown);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2">
        <h2 className="flex items-center gap-2 font-medium">
          Requests
          <span className="flex items-center gap-1.5 text-2xs font-normal text-muted" role="status">
            <span className={`size-1.5 rounded-full ${connected ? "bg-ok" : "bg-line-strong"}`} />
            {connected ? "live" : "connecting"}
          </span>
        </h2>
        <fieldset className="flex rounded-md border border-line p-0.5">
          <legend className="sr-only">Which requests</legend>
          {CHOICES.map(([value, label]) => (
            <button
              key={value}
              type="button"
              aria-pressed={shown === value}
              onClick={() => setShown(value)}
              className="h-6 rounded px-2 text-2xs text-muted aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
            >
              {label}
            </button>
          ))}
        </fieldset>
      </div>
      {list.length === 0 ? <NoRequests /> : <Lines lines={list} />}
    </>
  );
}

function NoRequests() {
  return (
    <div className="px-4 py-12 text-center text-sm text-muted">
      <p className="font-medium text-ink">No requests yet</p>
      <p className="mt-1">
        Start your app and open it: each request shows here, with the person behind it.
      </p>
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly NumberedLine[] }) {
  return (
    <ScrollRegion label="Latest requests" className="max-h-[34rem]">
      <table className="w-full text-left text-[0.8125rem]">
        <thead className="sticky top-0 bg-surface text-2xs text-faint">
          <tr>
            <th className="px-4 py-1.5 font-medium">Request</th>
            <th className="px-2 py-1.5 font-medium">Who</th>
            <th className="px-2 py-1.5 font-medium">Status</th>
            <th className="py-1.5 pl-2 pr-4 text-right font-medium">Time</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.number} className="border-t border-line align-top">
              <td className="px-4 py-1.5">
                <span className="font-mono text-2xs [overflow-wrap:anywhere]">
                  <span className="font-semibold">{line.method}</span> {line.path}
                </span>
                <span className="block text-2xs text-faint">{clockTime(line.at)}</span>
              </td>
              <td className="max-w-36 px-2 py-1.5 text-2xs">
                <span className="block truncate">{line.role ?? "–"}</span>
                <span
                  className="block truncate font-mono text-faint"
                  title={line.user ?? undefined}
                >
                  {line.user ?? ""}
                </span>
              </td>
              <td className="px-2 py-1.5">
                <Badge tone={toneOf(line.status)}>{line.status}</Badge>
              </td>
              <td className="py-1.5 pl-2 pr-4 text-right text-2xs whitespace-nowrap text-muted">
                {line.milliseconds.toFixed(line.milliseconds < 10 ? 1 : 0)} ms
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function toneOf(status: number): BadgeTone {
  if (status >= 500) return "danger";
  if (status >= 400) return "attention";
  return "ok";
}
