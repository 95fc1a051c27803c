// One change of an endpoint, or a message sent again; what the page knows of webhooks is asked anew.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callClerk } from "../../api/call-clerk.ts";
import { WEBHOOKS } from "../../api/webhook-queries.ts";
import { showToast } from "../../ui/toast.tsx";

export interface WebhookChange {
  /** Behind `/v1/rowlock/`. */
  readonly path: string;
  readonly method?: "POST" | "PATCH" | "DELETE";
  readonly body?: object;
  /** What to say when it is done. */
  readonly said: string;
}

export function useWebhookChange(onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, method = "POST", body = {} }: WebhookChange) =>
      callClerk(`/v1/rowlock/${path}`, method === "DELETE" ? { method } : { method, body }),
    onSuccess: (_, { said }) => {
      void client.invalidateQueries({ queryKey: WEBHOOKS });
      showToast({ text: said });
      onDone?.();
    },
  });
}
