// The live request log: a stream of lines, opened anew when it breaks.
import { useEffect, useState } from "react";
import { request } from "../../api/call-api.ts";
import type { LogLine } from "../../api/wire.ts";

export interface NumberedLine extends LogLine {
  readonly number: number;
}

export interface RequestLogState {
  /** Newest first. */
  readonly lines: readonly NumberedLine[];
  readonly connected: boolean;
}

const KEPT = 200;
const AGAIN_MS = 2000;

export function useRequestLog(): RequestLogState {
  const [state, setState] = useState<RequestLogState>({ lines: [], connected: false });
  useEffect(() => {
    const ended = new AbortController();
    void follow(ended.signal, setState);
    return () => ended.abort();
  }, []);
  return state;
}

type SetState = (change: (state: RequestLogState) => RequestLogState) => void;

async function follow(signal: AbortSignal, setState: SetState): Promise<void> {
  while (!signal.aborted) {
    try {
      await readStream(signal, setState);
    } catch {
      // Said by `connected`.
    }
    if (signal.aborted) return;
    setState((state) => ({ ...state, connected: false }));
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

async function readStream(signal: AbortSignal, setState: SetState): Promise<void> {
  const response = await request("/log", { signal });
  if (!response.ok || response.body === null) return;
  setState(() => ({ lines: [], connected: true }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let number = 0;
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop() ?? "";
    const added = parts
      .filter((part) => part !== "")
      .map((part) => {
        number += 1;
        return { ...(JSON.parse(part) as LogLine), number };
      });
    if (added.length === 0) continue;
    setState((state) => ({
      connected: true,
      lines: [...added.reverse(), ...state.lines].slice(0, KEPT),
    }));
  }
}
