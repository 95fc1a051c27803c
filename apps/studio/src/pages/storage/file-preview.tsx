// A file to be looked at: pictures and text, as whoever looks is given them. A picture is drawn as a picture and text as
// text, whatever else the file may be: nothing of it is ever a document of Studio's.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type FileBytes, fileQuery } from "../../api/storage-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { Failed, Waiting } from "../../ui/page.tsx";
import { sizeWords } from "./bucket-draft.ts";
import { copyAddress } from "./copy-address.ts";
import { previewOf } from "./preview-of.ts";
import { type ViewerName, viewerOf } from "./viewer.ts";

export interface FilePreviewProps {
  readonly file: { readonly bucket: string; readonly name: string };
  readonly isPublic: boolean;
  readonly viewer: ViewerName;
  readonly onClose: () => void;
}

const DAY = 24 * 60 * 60;

export function FilePreview({ file, isPublic, viewer, onClose }: FilePreviewProps) {
  const bytes = useQuery(fileQuery({ ...file, as: viewerOf(viewer) }));
  const title = file.name.slice(file.name.lastIndexOf("/") + 1) || file.name;
  return (
    <Sheet open width="wide" title={title} description={file.name} onClose={onClose}>
      <SheetBody>
        {bytes.isPending ? (
          <Waiting />
        ) : bytes.isLoadingError ? (
          <Failed error={bytes.error} retry={() => void bytes.refetch()} />
        ) : (
          <Preview file={bytes.data} name={file.name} />
        )}
      </SheetBody>
      <SheetFooter>
        {isPublic ? (
          <Button icon="copy" onClick={() => void copyAddress(file, { viewer, seconds: null })}>
            Copy public URL
          </Button>
        ) : null}
        <Button icon="copy" onClick={() => void copyAddress(file, { viewer, seconds: 7 * DAY })}>
          Copy signed URL
        </Button>
      </SheetFooter>
    </Sheet>
  );
}

function Preview({ file, name }: { readonly file: FileBytes; readonly name: string }) {
  const preview = useMemo(() => previewOf(file), [file]);
  const size = sizeWords(file.size);
  switch (preview.kind) {
    case "image":
      return (
        <figure className="flex flex-col gap-2">
          <img
            src={preview.url}
            alt={`The file ${name}`}
            className="max-h-[60vh] max-w-full self-start rounded border border-line bg-sunken object-contain"
          />
          <figcaption className="text-[0.8125rem] text-muted">{size}</figcaption>
        </figure>
      );
    case "text":
      return (
        <>
          <pre className="rounded-md border border-line bg-sunken p-3 font-mono text-[0.8125rem] whitespace-pre-wrap [overflow-wrap:anywhere]">
            {preview.text}
          </pre>
          <p className="text-[0.8125rem] text-muted">
            {size}
            {preview.isCut ? ", of which the beginning is shown" : ""}
          </p>
        </>
      );
    case "none":
      return (
        <p className="text-sm text-muted">
          {file.size === 0
            ? "The file is empty."
            : `${size} that are neither text nor a picture small enough to be shown. A signed URL opens it in another tab.`}
        </p>
      );
  }
}
