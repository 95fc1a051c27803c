// The editors, loaded when one is first shown: a page waits for them in a box of the same height, so that nothing moves.
import { lazy, Suspense } from "react";
import type { JsonEditorProps } from "./json-editor.tsx";
import type { SqlEditorProps } from "./sql-editor.tsx";

const LoadedSql = lazy(async () => ({ default: (await import("./sql-editor.tsx")).SqlEditor }));
const LoadedJson = lazy(async () => ({ default: (await import("./json-editor.tsx")).JsonEditor }));

export function SqlField(props: SqlEditorProps) {
  return (
    <Suspense fallback={<Place {...props} />}>
      <LoadedSql {...props} />
    </Suspense>
  );
}

export function JsonField(props: JsonEditorProps) {
  return (
    <Suspense fallback={<Place {...props} />}>
      <LoadedJson {...props} />
    </Suspense>
  );
}

function Place({ minHeight, className = "" }: Pick<SqlEditorProps, "minHeight" | "className">) {
  return (
    <div
      className={`rounded-md border border-line-strong bg-surface ${className}`}
      style={{ minHeight }}
    />
  );
}
