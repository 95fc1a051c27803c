// The list of files, with what can be done with each.
"use client";

import { useState, useTransition } from "react";
import { type Attachment, describeSize } from "./attachment.ts";
import type { Attachments } from "./use-attachments.ts";

type FileActions = Pick<Attachments, "download" | "remove">;

interface FileItemsProps extends FileActions {
  readonly files: readonly Attachment[];
}

export function FileItems({ files, ...actions }: FileItemsProps) {
  if (files.length === 0) {
    return (
      <div className="empty">
        <p>No files yet.</p>
        <p>Choose the first one above.</p>
      </div>
    );
  }
  return (
    <ul className="tasks" aria-label="Your files">
      {files.map((file) => (
        <FileItem key={file.name} file={file} {...actions} />
      ))}
    </ul>
  );
}

function FileItem({ file, download, remove }: FileActions & { readonly file: Attachment }) {
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();
  const run = (action: (name: string) => Promise<string | undefined>) =>
    startTransition(async () => setProblem(await action(file.name)));
  return (
    <li className="task" data-saving={pending || undefined}>
      <span>
        {file.name} <small>{describeSize(file.bytes)}</small>
      </span>
      <span className="file-actions">
        <button
          type="button"
          className="button quiet"
          disabled={pending}
          aria-label={`Download ${file.name}`}
          onClick={() => run(download)}
        >
          Download
        </button>
        <button
          type="button"
          className="button quiet"
          disabled={pending}
          aria-label={`Delete ${file.name}`}
          onClick={() => run(remove)}
        >
          Delete
        </button>
      </span>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </li>
  );
}
