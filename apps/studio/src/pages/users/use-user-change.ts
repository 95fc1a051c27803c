// One change of a user over the Backend API; what the pages know of users and sessions is asked anew.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callClerk } from "../../api/call-clerk.ts";
import { clerkKeys } from "../../api/clerk-queries.ts";
import { showToast } from "../../ui/toast.tsx";

export interface UserChange {
  /** As in Clerk's reference, such as `/v1/users/user_1/ban`. */
  readonly path: string;
  readonly method?: "POST" | "PATCH" | "PUT" | "DELETE";
  readonly body?: object;
  /** What to say when it is done. */
  readonly said: string;
}

export function useUserChange<Answer = unknown>(onDone?: (answer: Answer) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method = "POST", body = {} }: UserChange) =>
      callClerk<Answer>(path, method === "DELETE" ? { method } : { method, body }),
    onSuccess: (answer, change) => {
      void client.invalidateQueries({ queryKey: clerkKeys.users });
      void client.invalidateQueries({ queryKey: clerkKeys.sessions });
      showToast({ text: change.said });
      onDone?.(answer);
    },
  });
}
