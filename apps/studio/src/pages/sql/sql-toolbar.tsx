// Over the editor: run and cancel, how much and how long at most, what was run before, and texts to begin with.
import { useEffect, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Moment } from "../../ui/moment.tsx";
import { SNIPPETS } from "./snippets.ts";
import { readHistory } from "./sql-storage.ts";
import type { RunLimits, RunState } from "./use-run.ts";

export interface SqlToolbarProps {
  readonly state: RunState;
  readonly limits: RunLimits;
  readonly onLimits: (limits: RunLimits) => void;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  /** Puts a text into the editor. */
  readonly onTake: (sql: string) => void;
}

export function SqlToolbar({ state, limits, onLimits, onRun, onCancel, onTake }: SqlToolbarProps) {
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2.5">
      <h1 className="mr-auto text-base font-semibold">SQL Editor</h1>
      <Select
        aria-label="Rows shown of each result"
        value={limits.maxRows}
        onChange={(event) => onLimits({ ...limits, maxRows: Number(event.target.value) })}
        className="h-8! w-auto! text-[0.8125rem]!"
      >
        {[100, 1000, 10_000].map((rows) => (
          <option key={rows} value={rows}>
            {rows.toLocaleString()} rows
          </option>
        ))}
      </Select>
      <Select
        aria-label="Time that a statement may take"
        value={limits.timeoutSeconds}
        onChange={(event) => onLimits({ ...limits, timeoutSeconds: Number(event.target.value) })}
        className="h-8! w-auto! text-[0.8125rem]!"
      >
        <option value={10}>10 s</option>
        <option value={120}>2 min</option>
        <option value={1800}>30 min</option>
        <option value={86_400}>a day</option>
      </Select>
      <Menu trigger={<Button size="small">Snippets</Button>}>
        {SNIPPETS.map((snippet) => (
          <MenuItem key={snippet.title} onSelect={() => onTake(snippet.sql)}>
            {snippet.title}
          </MenuItem>
        ))}
      </Menu>
      <Menu
        trigger={
          <Button size="small" icon="clock">
            History
          </Button>
        }
      >
        <PastRuns onTake={onTake} />
      </Menu>
      {state.kind === "running" ? (
        <Button size="small" variant="danger" icon="stop" onClick={onCancel}>
          Cancel <Elapsed since={state.since} />
        </Button>
      ) : (
        <Button size="small" variant="primary" icon="play" onClick={onRun}>
          Run
        </Button>
      )}
    </header>
  );
}

function Elapsed({ since }: { readonly since: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="min-w-10 text-right font-mono text-2xs">
      {((now - since) / 1000).toFixed(1)} s
    </span>
  );
}

function PastRuns({ onTake }: Pick<SqlToolbarProps, "onTake">) {
  const runs = readHistory();
  if (runs.length === 0) return <p className="px-3 py-4 text-sm text-muted">Nothing was run yet</p>;
  return (
    <div className="max-h-96 w-[26rem] max-w-full overflow-y-auto">
      {runs.map((past) => (
        <MenuItem key={past.sql} onSelect={() => onTake(past.sql)}>
          <span className="min-w-0 flex-1 truncate font-mono text-2xs">
            {past.sql.replace(/\s+/g, " ")}
          </span>
          {past.failed ? <span className="text-2xs text-danger">failed</span> : null}
          <span className="text-2xs text-faint">
            <Moment at={past.at} />
          </span>
        </MenuItem>
      ))}
    </div>
  );
}
