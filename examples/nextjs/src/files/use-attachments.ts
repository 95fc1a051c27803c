// The files of whoever is signed in: listed at first, and again after each change. Their folder is named after their
// Clerk id; that nobody comes into another's is for the policies of the bucket to say, not for this code.
"use client";

import { useClerkSupabaseClient } from "@rowlock/client/react";
import { useCallback, useEffect, useState } from "react";
import { tokenTemplate } from "../tasks/token-template.ts";
import {
  type Attachment,
  attachmentPath,
  BUCKET,
  LARGEST_BYTES,
  storedName,
} from "./attachment.ts";
import { describeProblem } from "./describe-problem.ts";

/** Each gives what went wrong, in words, or nothing. */
export interface Attachments {
  /** Nothing yet while they are on their way. */
  readonly items: readonly Attachment[] | undefined;
  readonly problem: string | undefined;
  readonly reload: () => Promise<void>;
  readonly add: (file: File) => Promise<string | undefined>;
  readonly download: (name: string) => Promise<string | undefined>;
  readonly remove: (name: string) => Promise<string | undefined>;
}

type Session = Parameters<typeof useClerkSupabaseClient>[0];

/** How long a link to a file is good: it is followed at once. */
const LINK_SECONDS = 60;

export function useAttachments(session: Session, userId: string): Attachments {
  const supabase = useClerkSupabaseClient(session, { template: tokenTemplate });
  const [items, setItems] = useState<readonly Attachment[]>();
  const [problem, setProblem] = useState<string>();

  const reload = useCallback(async () => {
    const { data, error } = await supabase.storage
      .from(BUCKET)
      .list(userId, { sortBy: { column: "created_at", order: "desc" } });
    setProblem(error ? describeProblem(error) : undefined);
    if (data) setItems(data.map(({ name, metadata }) => ({ name, bytes: metadata?.size ?? 0 })));
  }, [supabase, userId]);

  useEffect(() => {
    void reload();
  }, [reload]);

  async function add(file: File): Promise<string | undefined> {
    if (file.size > LARGEST_BYTES) return describeProblem({ message: "", statusCode: "413" });
    const path = attachmentPath(userId, storedName(file.name));
    const { error } = await supabase.storage.from(BUCKET).upload(path, file);
    if (error) return describeProblem(error);
    await reload();
    return undefined;
  }

  async function download(name: string): Promise<string | undefined> {
    const { data, error } = await supabase.storage
      .from(BUCKET)
      .createSignedUrl(attachmentPath(userId, name), LINK_SECONDS, { download: true });
    if (error) return describeProblem(error);
    window.location.assign(data.signedUrl);
    return undefined;
  }

  async function remove(name: string): Promise<string | undefined> {
    const { data, error } = await supabase.storage
      .from(BUCKET)
      .remove([attachmentPath(userId, name)]);
    if (error) return describeProblem(error);
    await reload();
    // What may not be deleted is no error: it is left out of the answer.
    return data.length === 0
      ? describeProblem({ message: "Nothing deleted", statusCode: "404" })
      : undefined;
  }

  return { items, problem, reload, add, download, remove };
}
