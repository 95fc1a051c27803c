// What the SQL Editor remembers in this browser: the text at hand, and what was run, newest first.

const TEXT = "rowlock.sql.text";
const HISTORY = "rowlock.sql.history";
const KEPT = 50;
const LONGEST = 20_000;

export interface PastRun {
  readonly sql: string;
  readonly at: number;
  readonly failed: boolean;
}

export function readText(): string {
  return localStorage.getItem(TEXT) ?? "";
}

export function writeText(text: string): void {
  if (text.length <= LONGEST) localStorage.setItem(TEXT, text);
}

export function readHistory(): readonly PastRun[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(HISTORY) ?? "[]");
    return Array.isArray(stored)
      ? (stored as PastRun[]).filter((run) => typeof run?.sql === "string")
      : [];
  } catch {
    return [];
  }
}

export function addToHistory(run: PastRun): void {
  if (run.sql.length > LONGEST) return;
  const others = readHistory().filter((past) => past.sql !== run.sql);
  localStorage.setItem(HISTORY, JSON.stringify([run, ...others].slice(0, KEPT)));
}
