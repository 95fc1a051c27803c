// A folder of a bucket: the way to it, its folders and files, what is dropped into it, and what is chosen of it.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { filesQuery, useUploads } from "../../api/storage-queries.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Empty, Failed, Waiting } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { DeleteFiles } from "./delete-files.tsx";
import { FileRow } from "./file-row.tsx";
import { FolderPath } from "./folder-path.tsx";
import { useDrop } from "./use-drop.ts";
import { type ViewerName, viewerOf } from "./viewer.ts";

export interface FileListProps {
  readonly place: { readonly bucket: string; readonly folder: string };
  readonly isPublic: boolean;
  readonly viewer: ViewerName;
  readonly onFolder: (folder: string) => void;
  /** With the file's whole name. */
  readonly onFile: (name: string) => void;
}

const PAGE_SIZE = 100;

export function FileList({ place, isPublic, viewer, onFolder, onFile }: FileListProps) {
  const { bucket, folder } = place;
  const [offset, setOffset] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [deleting, setDeleting] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const uploads = useUploads(place);
  const files = useQuery({
    ...filesQuery({ as: viewerOf(viewer), bucket, folder, limit: PAGE_SIZE, offset }),
    placeholderData: keepPreviousData,
  });
  const mayChange = viewer === undefined;
  const drop = useDrop((dropped) => uploads.mutate(dropped), mayChange);
  const entries = files.data?.entries ?? [];
  const choose = (name: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(name);
    else next.delete(name);
    setChosen(next);
  };
  return (
    <section
      aria-label="Files"
      {...drop.handlers}
      className={`flex min-h-0 flex-1 flex-col ${drop.isOver ? "bg-accent-soft" : ""}`}
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <FolderPath bucket={bucket} folder={folder} onFolder={onFolder} />
        {mayChange ? (
          <div className="ml-auto flex flex-wrap gap-2">
            {chosen.size === 0 ? null : (
              <Button size="small" variant="danger" icon="trash" onClick={() => setDeleting(true)}>
                Delete {chosen.size}
              </Button>
            )}
            <input
              ref={input}
              type="file"
              multiple
              hidden
              aria-label="Files to upload"
              onChange={(event) => {
                uploads.mutate([...(event.target.files ?? [])]);
                event.target.value = "";
              }}
            />
            <Button
              size="small"
              variant="primary"
              icon="plus"
              busy={uploads.isPending}
              onClick={() => input.current?.click()}
            >
              Upload files
            </Button>
          </div>
        ) : null}
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4">
        {uploads.error ? <ProblemNotice error={uploads.error} /> : null}
        {files.isPending ? (
          <Waiting />
        ) : files.isLoadingError ? (
          <Failed error={files.error} retry={() => void files.refetch()} />
        ) : entries.length === 0 ? (
          <Nothing viewer={viewer} />
        ) : (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {entries.map((entry) => (
              <FileRow
                key={`${entry.isFolder}${entry.name}`}
                entry={entry}
                file={{ bucket, name: folder + entry.name }}
                isPublic={isPublic}
                viewer={viewer}
                chosen={chosen.has(keyOf(entry))}
                onChoose={(isChosen) => choose(keyOf(entry), isChosen)}
                onOpen={() =>
                  entry.isFolder ? onFolder(`${folder}${entry.name}/`) : onFile(folder + entry.name)
                }
              />
            ))}
          </ul>
        )}
        {offset === 0 && files.data?.hasNext !== true ? null : (
          <div className="flex items-center gap-1">
            <IconButton
              icon="chevronLeft"
              label="Previous page"
              disabled={offset === 0}
              onClick={() => setOffset(Math.max(0, offset - PAGE_SIZE))}
            />
            <IconButton
              icon="chevronRight"
              label="Next page"
              disabled={files.data?.hasNext !== true}
              onClick={() => setOffset(offset + PAGE_SIZE)}
            />
          </div>
        )}
      </div>
      <DeleteFiles
        place={place}
        open={deleting}
        entries={[...chosen]}
        onDone={() => setChosen(new Set())}
        onClose={() => setDeleting(false)}
      />
    </section>
  );
}

/** A folder may have a file's name. */
function keyOf({ name, isFolder }: { readonly name: string; readonly isFolder: boolean }): string {
  return isFolder ? `${name}/` : name;
}

function Nothing({ viewer }: { readonly viewer: ViewerName }) {
  return viewer === undefined ? (
    <Empty icon="inbox" title="No files here">
      Drop files here, or choose them with the button above.
    </Empty>
  ) : (
    <Empty icon="eyeOff" title="No file is visible">
      No policy of storage.objects lets {viewer === "anon" ? "somebody signed out" : "this person"}{" "}
      see a file of this folder. In a public bucket, whoever has an address reads it all the same.
    </Empty>
  );
}
