// The question before files and folders go.
import { useStorageChange } from "../../api/storage-queries.ts";
import type { RemoveFilesInput } from "../../api/wire.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";

export interface DeleteFilesProps {
  readonly place: { readonly bucket: string; readonly folder: string };
  readonly open: boolean;
  /** Names within the folder; those of folders end with a slash. */
  readonly entries: readonly string[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function DeleteFiles({ place, open, entries, onDone, onClose }: DeleteFilesProps) {
  const { bucket, folder } = place;
  const remove = useStorageChange(() => {
    onClose();
    onDone();
  });
  const folders = entries.filter((name) => name.endsWith("/"));
  const names = entries.filter((name) => !name.endsWith("/"));
  const whole = (name: string) => folder + name;
  const body: RemoveFilesInput = {
    bucket,
    names: names.map(whole),
    folders: folders.map(whole),
  };
  const [only = ""] = entries;
  const what = entries.length === 1 ? only : `${entries.length} entries`;
  return (
    <Confirm
      open={open}
      title={entries.length === 1 ? "Delete it?" : `Delete ${what}?`}
      action="Delete"
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ path: "/remove", body, said: `Deleted ${what}` })}
      onClose={onClose}
    >
      {entries.length === 1 ? (
        <p className="[overflow-wrap:anywhere]">
          <bdi>{only}</bdi>
        </p>
      ) : null}
      <p>
        {folders.length === 0 ? "" : "Folders go with all that is in them. "}
        Files can't be brought back.
      </p>
      {remove.error ? <ProblemNotice error={remove.error} /> : null}
    </Confirm>
  );
}
