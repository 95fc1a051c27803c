// The browser asks Supabase Storage itself, with the signed-in user's token, as it does for rows.
"use client";

import { useSession, useUser } from "@clerk/nextjs";
import { FileForm } from "./file-form.tsx";
import { FileItems } from "./file-items.tsx";
import { useAttachments } from "./use-attachments.ts";

export function ClientFiles() {
  const { user } = useUser();
  const { session } = useSession();
  if (!user || !session) return <section className="card" aria-busy="true" />;
  // Another session is another component: nothing of the last one's state is left.
  return <FilesOfSession key={session.id} session={session} userId={user.id} />;
}

interface FilesOfSessionProps {
  readonly session: Parameters<typeof useAttachments>[0];
  readonly userId: string;
}

function FilesOfSession({ session, userId }: FilesOfSessionProps) {
  const { items, problem, reload, add, download, remove } = useAttachments(session, userId);
  return (
    <section className="card">
      <FileForm add={add} />
      {problem ? (
        <div className="empty" role="alert">
          <p>{problem}</p>
          <button type="button" className="button quiet" onClick={() => void reload()}>
            Try again
          </button>
        </div>
      ) : items ? (
        <FileItems files={items} download={download} remove={remove} />
      ) : (
        <p role="status" className="empty">
          Loading your files
        </p>
      )}
    </section>
  );
}
