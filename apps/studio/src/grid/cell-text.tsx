// One cell: its text as PostgreSQL writes it. What is NULL, empty or cut says so.
import type { Cell } from "../api/wire.ts";

export function CellText({ cell }: { readonly cell: Cell | undefined }) {
  if (cell === null || cell === undefined) return <span className="text-faint italic">NULL</span>;
  if (cell === "") return <span className="text-faint italic">empty</span>;
  if (typeof cell === "string") return <>{cell}</>;
  return (
    <>
      {cell.cut}
      <span className="text-faint">…</span>
    </>
  );
}

/** What copying takes: NULL is nothing. */
export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "string" ? cell : cell.cut;
}
