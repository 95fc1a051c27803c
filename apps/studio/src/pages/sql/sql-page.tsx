// The SQL Editor: a text, run as the owner of the database, whole or the marked part of it; its results below.
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { CodeEditorHandle, CodeFault } from "../../editor/code-editor.tsx";
import { SqlField } from "../../editor/lazy-editors.tsx";
import { useDocumentTitle } from "../../ui/page.tsx";
import { Results } from "./results.tsx";
import { addToHistory, readText, writeText } from "./sql-storage.ts";
import { SqlToolbar } from "./sql-toolbar.tsx";
import { type RunLimits, type RunState, useRun } from "./use-run.ts";

const route = getRouteApi("/sql");

const RUN_KEYS = /Mac|iP/.test(navigator.platform) ? "⌘ Enter" : "Ctrl+Enter";

export function SqlPage() {
  useDocumentTitle("SQL Editor");
  const { sql: given } = route.useSearch();
  const [text, setText] = useState(() => given ?? readText());
  const [limits, setLimits] = useState<RunLimits>({ maxRows: 1000, timeoutSeconds: 120 });
  const editor = useRef<CodeEditorHandle>(null);
  const { state, run, cancel } = useRun();
  const fault = useFault(state);
  useEffect(() => {
    if (given !== undefined) setText(given);
  }, [given]);

  function change(next: string): void {
    setText(next);
    writeText(next);
  }

  async function runText(): Promise<void> {
    const part = editor.current?.selection();
    const sql = part?.text ?? text;
    if (sql.trim() !== "") await run({ sql, from: part?.from ?? 0, ...limits });
  }

  useHistory(state);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <SqlToolbar
        state={state}
        limits={limits}
        onLimits={setLimits}
        onRun={() => void runText()}
        onCancel={() => void cancel()}
        onTake={(sql) => {
          change(sql);
          editor.current?.focus();
        }}
      />
      <div className="min-h-40 flex-[1_1_40%] overflow-hidden bg-surface">
        <SqlField
          ref={editor}
          label="SQL"
          value={text}
          numbers
          minHeight="100%"
          maxHeight="100%"
          placeholder={`-- Write SQL here. ${RUN_KEYS} runs it, or the part that is marked`}
          fault={fault}
          onChange={change}
          onRun={() => void runText()}
          className="h-full rounded-none border-0"
        />
      </div>
      <div className="flex min-h-0 flex-[1_1_60%] flex-col border-t border-line">
        <Results state={state} />
      </div>
    </div>
  );
}

/** Where in the editor PostgreSQL saw the error. */
function useFault(state: RunState): CodeFault | undefined {
  return useMemo(() => {
    if (state.kind !== "done") return undefined;
    const { problem } = state.answer;
    if (problem?.position === undefined) return undefined;
    return { message: problem.message, at: state.request.from + problem.position };
  }, [state]);
}

function useHistory(state: RunState): void {
  useEffect(() => {
    if (state.kind !== "done") return;
    addToHistory({
      sql: state.request.sql,
      at: Date.now(),
      failed: state.answer.problem !== undefined,
    });
  }, [state]);
}
