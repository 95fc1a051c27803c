// Protecting a table: the plan while the form is filled in, and the plan carried out.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { showToast } from "../ui/toast.tsx";
import { callApi } from "./call-api.ts";
import { protectPlanQuery, refreshDatabase } from "./queries.ts";
import { ChangeRefused } from "./use-change.ts";
import type { ProtectInput, RunSqlAnswer } from "./wire.ts";

export function useProtectPlan(input: ProtectInput) {
  const settled = useDeferredValue(JSON.stringify(input));
  return useQuery({ ...protectPlanQuery(settled), placeholderData: keepPreviousData });
}

export function useProtect(onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (input: ProtectInput) => {
      const answer = await callApi<RunSqlAnswer>("/protect/apply", { body: input });
      if (answer.problem !== undefined) throw new ChangeRefused(answer.problem);
    },
    onSuccess: (_, { table }) => {
      onDone();
      void refreshDatabase(client);
      showToast({
        text: `Protected ${table}`,
        action: { label: "Keep as migration", run: () => void navigate({ to: "/migrations" }) },
      });
    },
  });
}
