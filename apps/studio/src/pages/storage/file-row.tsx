// One file or folder of a list, and what can be done with it.
import { useState } from "react";
import type { FileEntry } from "../../api/wire.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Checkbox } from "../../ui/toggle.tsx";
import { sizeWords } from "./bucket-draft.ts";
import { copyAddress } from "./copy-address.ts";
import { DeleteFiles } from "./delete-files.tsx";
import { MoveFile } from "./move-file.tsx";
import type { ViewerName } from "./viewer.ts";

export interface FileRowProps {
  readonly entry: FileEntry;
  readonly file: { readonly bucket: string; readonly name: string };
  readonly isPublic: boolean;
  readonly viewer: ViewerName;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
  readonly onOpen: () => void;
}

export function FileRow(props: FileRowProps) {
  const { entry, file, isPublic, viewer, chosen, onChoose, onOpen } = props;
  const [doing, setDoing] = useState<"move" | "delete" | null>(null);
  const mayChange = viewer === undefined;
  const folder = file.name.slice(0, file.name.length - entry.name.length);
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      {mayChange ? (
        <Checkbox label={`Choose ${entry.name}`} hideLabel checked={chosen} onChange={onChoose} />
      ) : null}
      <button
        type="button"
        onClick={onOpen}
        className="flex min-w-0 flex-1 items-center gap-2 text-left text-sm hover:text-accent"
      >
        <Icon name={entry.isFolder ? "folder" : "file"} size={17} className="text-muted" />
        <bdi className="line-clamp-2 min-w-0 [overflow-wrap:anywhere]">
          {entry.name === "" ? "(no name)" : entry.name}
        </bdi>
      </button>
      <span className="hidden w-48 truncate text-right text-[0.8125rem] text-muted sm:block">
        {[entry.size === null ? "" : sizeWords(entry.size), entry.mimeType ?? ""]
          .filter(Boolean)
          .join(", ")}
      </span>
      <span className="hidden w-24 text-right text-[0.8125rem] text-muted md:block">
        {entry.updatedAt === null ? "" : <Moment at={entry.updatedAt} />}
      </span>
      <Menu trigger={<IconButton icon="more" label={`More about ${entry.name}`} />}>
        <MenuItem icon={entry.isFolder ? "folder" : "eye"} onSelect={onOpen}>
          Open
        </MenuItem>
        {entry.isFolder ? null : (
          <FileItems
            file={file}
            isPublic={isPublic}
            viewer={viewer}
            onMove={() => setDoing("move")}
          />
        )}
        {mayChange ? (
          <>
            <MenuLine />
            <MenuItem icon="trash" tone="danger" onSelect={() => setDoing("delete")}>
              Delete
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {doing === "move" ? <MoveFile file={file} onClose={() => setDoing(null)} /> : null}
      <DeleteFiles
        place={{ bucket: file.bucket, folder }}
        open={doing === "delete"}
        entries={[entry.isFolder ? `${entry.name}/` : entry.name]}
        onDone={() => onChoose(false)}
        onClose={() => setDoing(null)}
      />
    </li>
  );
}

function FileItems({
  file,
  isPublic,
  viewer,
  onMove,
}: Pick<FileRowProps, "file" | "isPublic" | "viewer"> & { readonly onMove: () => void }) {
  return (
    <>
      {isPublic ? (
        <MenuItem icon="copy" onSelect={() => void copyAddress(file, { viewer, seconds: null })}>
          Copy public URL
        </MenuItem>
      ) : null}
      <MenuItem icon="copy" onSelect={() => void copyAddress(file, { viewer, seconds: WEEK })}>
        Copy signed URL
      </MenuItem>
      {viewer === undefined ? (
        <MenuItem icon="pencil" onSelect={onMove}>
          Move or rename
        </MenuItem>
      ) : null}
    </>
  );
}

/** Seconds that a copied URL is good for. */
const WEEK = 7 * 24 * 60 * 60;
