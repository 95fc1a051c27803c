// The question before a bucket goes, with all that is in it.
import { useNavigate } from "@tanstack/react-router";
import { useStorageChange } from "../../api/storage-queries.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";

export interface DeleteBucketProps {
  readonly id: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function DeleteBucket({ id, open, onClose }: DeleteBucketProps) {
  const navigate = useNavigate();
  const remove = useStorageChange(() => {
    onClose();
    void navigate({ to: "/storage" });
  });
  return (
    <Confirm
      open={open}
      title={`Delete the bucket ${id}?`}
      action="Delete bucket"
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate({ path: "/buckets/delete", body: { id }, said: `Deleted ${id}` })
      }
      onClose={onClose}
    >
      <p>All files in it go too, and can't be brought back. Its policies stay.</p>
      {remove.error ? <ProblemNotice error={remove.error} /> : null}
    </Confirm>
  );
}
