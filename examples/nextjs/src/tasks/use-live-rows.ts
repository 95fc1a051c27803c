// Calls when a table's rows have changed, for as long as the component is there. Whose changes are heard, row level
// security decides; the table is in the publication supabase_realtime.
"use client";

import type { SupabaseClient } from "@supabase/supabase-js";
import { useEffect } from "react";

interface LiveRows {
  readonly supabase: SupabaseClient;
  /** Nothing: no changes are heard of. */
  readonly table: string | undefined;
  /** The same function from rendering to rendering. */
  readonly onChange: () => void;
}

export function useLiveRows({ supabase, table, onChange }: LiveRows): void {
  useEffect(() => {
    if (!table) return;
    const channel = supabase
      .channel(table)
      .on("postgres_changes", { event: "*", schema: "public", table }, onChange)
      // "ok": from now on everything is heard. What happened before it, while the channel was opened, is read.
      .on("system", {}, ({ status }) => {
        if (status === "ok") onChange();
      })
      .subscribe();
    return () => void supabase.removeChannel(channel);
  }, [supabase, table, onChange]);
}
