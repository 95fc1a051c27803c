// Changes the identity service's settings: what is given is laid over what is stored.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callClerk } from "../../api/call-clerk.ts";
import { clerkKeys } from "../../api/clerk-queries.ts";
import type { ClerkSettings, ClerkSettingsChange } from "../../api/clerk-resources.ts";
import { showToast } from "../../ui/toast.tsx";

export function useClerkSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ClerkSettingsChange) =>
      callClerk<ClerkSettings>("/v1/rowlock/settings", { method: "PATCH", body }),
    onSuccess: (saved) => {
      client.setQueryData(clerkKeys.settings, saved);
      showToast({ text: "Saved the settings" });
    },
  });
}
