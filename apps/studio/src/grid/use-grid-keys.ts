// The keyboard of a grid: arrows, Home, End and the pages move the active cell; Enter and F2 open it; copying takes its text. The grid
// itself has the focus and says which cell is active (aria-activedescendant), so that rows can come and go while it scrolls.
import { type KeyboardEvent, useState } from "react";

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridKeysOptions {
  readonly rows: number;
  readonly columns: number;
  readonly onOpen?: ((place: Place) => void) | undefined;
  readonly onToggle?: ((row: number) => void) | undefined;
  readonly onMove: (place: Place) => void;
}

const PAGE = 12;

export function useGridKeys({ rows, columns, onOpen, onToggle, onMove }: GridKeysOptions) {
  const [active, setActive] = useState<Place | null>(null);

  function move(place: Place): void {
    const kept = {
      row: Math.max(0, Math.min(rows - 1, place.row)),
      column: Math.max(0, Math.min(columns - 1, place.column)),
    };
    setActive(kept);
    onMove(kept);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (rows === 0 || columns === 0 || event.target !== event.currentTarget) return;
    const { row, column } = active ?? { row: 0, column: -1 };
    const whole = event.ctrlKey || event.metaKey;
    const moves: Readonly<Record<string, Place | undefined>> = {
      ArrowDown: { row: active === null ? 0 : row + 1, column: Math.max(0, column) },
      ArrowUp: { row: row - 1, column: Math.max(0, column) },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      Home: { row: whole ? 0 : row, column: 0 },
      End: { row: whole ? rows - 1 : row, column: columns - 1 },
      PageDown: { row: row + PAGE, column: Math.max(0, column) },
      PageUp: { row: row - PAGE, column: Math.max(0, column) },
    };
    const next = moves[event.key];
    if (next !== undefined) move(next);
    else if ((event.key === "Enter" || event.key === "F2") && active !== null && onOpen)
      onOpen(active);
    else if (event.key === " " && active !== null && onToggle) onToggle(active.row);
    else return;
    event.preventDefault();
  }

  return { active, setActive, onKeyDown };
}
