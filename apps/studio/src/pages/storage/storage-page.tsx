// Storage: the list of buckets at the side, the chosen one beside it. On a narrow screen one takes the other's place.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { bucketsQuery } from "../../api/storage-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, useDocumentTitle } from "../../ui/page.tsx";
import { BucketForm } from "./bucket-form.tsx";
import { BucketList } from "./bucket-list.tsx";

const route = getRouteApi("/storage");

export function StoragePage() {
  const { edit } = route.useSearch();
  const { bucket } = useParams({ strict: false });
  const navigate = useNavigate();
  const buckets = useQuery(bucketsQuery);
  useDocumentTitle(bucket ?? "Storage");
  const create = () => void navigate({ to: ".", search: (now) => ({ ...now, edit: "new" }) });
  const edited = buckets.data?.find(({ id }) => id === edit);
  return (
    <div className="flex h-full min-h-0">
      <div
        className={`w-full shrink-0 flex-col border-r border-line bg-surface md:flex md:w-60 ${
          bucket === undefined ? "flex" : "hidden"
        }`}
      >
        <BucketList onCreate={create} />
      </div>
      <div
        className={`min-w-0 flex-1 flex-col md:flex ${bucket === undefined ? "hidden" : "flex"}`}
      >
        <Outlet />
        {bucket === undefined ? (
          <div className="m-auto w-full max-w-lg p-8">
            <Empty
              icon="bucket"
              title="Choose a bucket"
              action={
                <Button variant="primary" icon="plus" onClick={create}>
                  Create a new bucket
                </Button>
              }
            >
              Its files and folders show here. You see all of them: Studio asks as service_role, and
              policies do not hold it.
            </Empty>
          </div>
        ) : null}
      </div>
      {edit === "new" || edited !== undefined ? (
        <BucketForm
          bucket={edited}
          onClose={() => void navigate({ to: ".", search: ({ edit: _, ...rest }) => rest })}
        />
      ) : null}
    </div>
  );
}
