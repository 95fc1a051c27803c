// Files that are dragged over a part of the page and dropped there.
import { type DragEvent, useState } from "react";

export function useDrop(onFiles: (files: readonly File[]) => void, enabled: boolean) {
  const [isOver, setIsOver] = useState(false);
  const over = (event: DragEvent) => {
    if (!enabled || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setIsOver(true);
  };
  return {
    isOver,
    handlers: {
      onDragEnter: over,
      onDragOver: over,
      onDragLeave: () => setIsOver(false),
      onDrop(event: DragEvent) {
        setIsOver(false);
        if (!enabled) return;
        event.preventDefault();
        const files = [...event.dataTransfer.files];
        if (files.length > 0) onFiles(files);
      },
    },
  };
}
