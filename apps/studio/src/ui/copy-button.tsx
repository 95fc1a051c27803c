// Copies a text, and says that it did.
import { useState } from "react";
import { Button } from "./button.tsx";

export interface CopyButtonProps {
  /** The text, or how to get it when asked. */
  readonly text: string | (() => Promise<string>);
  readonly label?: string;
  /** What is copied, for those who don't see where the button stands. */
  readonly what: string;
}

const SAID_MS = 1600;

export function CopyButton({ text, label = "Copy", what }: CopyButtonProps) {
  const [said, setSaid] = useState<string | null>(null);
  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
      setSaid("Copied");
    } catch {
      setSaid("Can't copy");
    }
    setTimeout(() => setSaid(null), SAID_MS);
  }
  return (
    <Button
      size="small"
      icon={said === "Copied" ? "check" : "copy"}
      onClick={copy}
      className="min-w-22"
    >
      <span aria-live="polite">
        {said ?? label}
        <span className="sr-only"> {what}</span>
      </span>
    </Button>
  );
}
