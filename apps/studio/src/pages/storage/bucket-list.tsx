// The buckets, each with whether it is public.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { bucketsQuery } from "../../api/storage-queries.ts";
import type { Bucket } from "../../api/wire.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";

export function BucketList({ onCreate }: { readonly onCreate: () => void }) {
  const { bucket } = useParams({ strict: false });
  const buckets = useQuery(bucketsQuery);
  // The open bucket gives the page its first heading.
  const Heading = bucket === undefined ? "h1" : "h2";
  return (
    <>
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <Heading className="sr-only">Storage</Heading>
        <Button icon="plus" onClick={onCreate}>
          Create a new bucket
        </Button>
      </div>
      <nav aria-label="Buckets" className="min-h-0 flex-1 overflow-y-auto p-2">
        {buckets.isLoadingError ? <ProblemNotice error={buckets.error} /> : null}
        {buckets.data?.length === 0 ? (
          <p className="px-2 py-6 text-center text-sm text-muted">No buckets yet</p>
        ) : null}
        <ul className="flex flex-col gap-px">
          {buckets.data?.map((one) => (
            <li key={one.id}>
              <BucketLink bucket={one} />
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

function BucketLink({ bucket }: { readonly bucket: Bucket }) {
  return (
    <Link
      to="/storage/$bucket"
      params={{ bucket: bucket.id }}
      className="flex min-h-8 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
    >
      <Icon name="bucket" size={16} />
      <bdi className="min-w-0 flex-1 truncate">{bucket.id}</bdi>
      {bucket.public ? <Badge tone="attention">public</Badge> : null}
    </Link>
  );
}
