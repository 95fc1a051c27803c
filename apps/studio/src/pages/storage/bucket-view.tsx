// One bucket: where in it one is, its files, and what can be done with them; as the service, or as one of the people sees it.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { bucketsQuery } from "../../api/storage-queries.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { useDocumentTitle } from "../../ui/page.tsx";
import { ViewAsSelect } from "../tables/view-as-select.tsx";
import { sizeWords } from "./bucket-draft.ts";
import { BucketProtect } from "./bucket-protect.tsx";
import { DeleteBucket } from "./delete-bucket.tsx";
import { FileList } from "./file-list.tsx";
import { FilePreview } from "./file-preview.tsx";

const route = getRouteApi("/storage/$bucket");

export function BucketView() {
  const { bucket: id } = route.useParams();
  const search = route.useSearch();
  const { folder = "", as, file, form } = search;
  const navigate = route.useNavigate();
  const buckets = useQuery(bucketsQuery);
  const [deleting, setDeleting] = useState(false);
  useDocumentTitle(id);
  const bucket = buckets.data?.find((one) => one.id === id);
  const go = (part: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...part }) });
  if (buckets.isSuccess && bucket === undefined) return <NoBucket id={id} />;
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2.5">
        <Link to="/storage" aria-label="All buckets" className="md:hidden">
          <Icon name="chevronLeft" />
        </Link>
        <h1 className="min-w-0 max-w-full font-semibold [overflow-wrap:anywhere]">
          <bdi>{id}</bdi>
        </h1>
        {bucket === undefined ? null : (
          <>
            <Badge tone={bucket.public ? "attention" : "ok"}>
              {bucket.public ? "public" : "private"}
            </Badge>
            {bucket.fileSizeLimit === null ? null : (
              <Badge tone="accent">up to {sizeWords(bucket.fileSizeLimit)}</Badge>
            )}
            {bucket.allowedMimeTypes === null ? null : (
              <Badge tone="accent">{bucket.allowedMimeTypes.join(", ")}</Badge>
            )}
          </>
        )}
        <ViewAsSelect
          value={as}
          owner="service_role: all files"
          onChange={(viewer) => go({ as: viewer, file: undefined })}
        />
        <Button size="small" icon="shield" onClick={() => go({ form: "protect" })}>
          Policies
        </Button>
        <Menu trigger={<IconButton icon="more" label={`More about ${id}`} />}>
          <MenuItem icon="pencil" onSelect={() => go({ edit: id })}>
            Edit bucket
          </MenuItem>
          <MenuLine />
          <MenuItem icon="trash" tone="danger" onSelect={() => setDeleting(true)}>
            Delete bucket
          </MenuItem>
        </Menu>
      </header>
      <FileList
        key={JSON.stringify([id, folder, as])}
        place={{ bucket: id, folder }}
        isPublic={bucket?.public ?? false}
        viewer={as}
        onFolder={(next) => go({ folder: next || undefined })}
        onFile={(name) => go({ file: name })}
      />
      {file === undefined ? null : (
        <FilePreview
          file={{ bucket: id, name: file }}
          isPublic={bucket?.public ?? false}
          viewer={as}
          onClose={() => go({ file: undefined })}
        />
      )}
      {form === "protect" && bucket !== undefined ? (
        <BucketProtect
          bucket={id}
          isPublic={bucket.public}
          onClose={() => go({ form: undefined })}
        />
      ) : null}
      <DeleteBucket id={id} open={deleting} onClose={() => setDeleting(false)} />
    </>
  );
}

function NoBucket({ id }: { readonly id: string }) {
  return (
    <div className="p-6">
      <h1 className="font-semibold">No such bucket</h1>
      <p className="mt-1 text-sm text-muted [overflow-wrap:anywhere]">
        There is none that is called <bdi>{id}</bdi>.{" "}
        <Link to="/storage" className="text-accent hover:underline">
          All buckets
        </Link>
      </p>
    </div>
  );
}
