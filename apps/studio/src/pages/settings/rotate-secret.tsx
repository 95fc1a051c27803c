// Makes a new JWT secret, after saying what breaks with it and what has to be done by hand.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "../../api/call-api.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";
import { Checkbox } from "../../ui/toggle.tsx";

export function RotateSecret() {
  const [open, setOpen] = useState(false);
  const [understood, setUnderstood] = useState(false);
  const client = useQueryClient();
  const close = () => {
    setOpen(false);
    setUnderstood(false);
  };
  const rotate = useMutation({
    mutationFn: () => callApi("/settings/rotate-jwt-secret", { body: {} }),
    onSuccess: async () => {
      close();
      await client.resetQueries();
      showToast({ text: "A new JWT secret is in force" });
    },
  });
  return (
    <>
      <Button size="small" icon="refresh" onClick={() => setOpen(true)}>
        Generate a new secret
      </Button>
      <Confirm
        open={open}
        title="Generate a new JWT secret?"
        action="Generate a new secret"
        busy={rotate.isPending}
        disabled={!understood}
        onConfirm={() => rotate.mutate()}
        onClose={close}
      >
        <p>At once, and for good:</p>
        <ul className="list-disc pl-5">
          <li>
            Tokens signed with the old secret get 401. Apps fetch new ones by themselves within a
            minute.
          </li>
          <li>
            The <b>anon</b> and <b>service_role</b> keys change. The publishable and the secret key
            stay as they are.
          </li>
        </ul>
        <p>By hand, then:</p>
        <ul className="list-disc pl-5">
          <li>
            Put the new anon key where the old one stands (
            <code className="font-mono">SUPABASE_KEY</code>,{" "}
            <code className="font-mono">NEXT_PUBLIC_SUPABASE_KEY</code>) and restart the app.
          </li>
          <li>
            JWT templates with the old secret as their own signing key need the new one. Templates
            signed with “the project's JWT secret” follow by themselves.
          </li>
        </ul>
        <Checkbox label="I have read what changes" checked={understood} onChange={setUnderstood} />
        {rotate.error ? <ProblemNotice error={rotate.error} /> : null}
      </Confirm>
    </>
  );
}
