// What can be done to an account: see tables with its eyes, a link that signs in, ban, unlock, delete.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type ClerkUser, nameOf } from "../../api/clerk-resources.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Box, Confirm } from "../../ui/dialog.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useUserChange } from "./use-user-change.ts";

interface SignInToken {
  readonly url: string;
}

export function UserActions({ user }: { readonly user: ClerkUser }) {
  const [open, setOpen] = useState<"ban" | "delete" | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const change = useUserChange(() => setOpen(null));
  const sign = useUserChange<SignInToken>((token) => setLink(token.url));
  const at = `/v1/users/${user.id}`;
  const name = nameOf(user);
  return (
    <>
      <Menu trigger={<Button icon="more">Actions</Button>}>
        <MenuItem
          icon="external"
          onSelect={() =>
            sign.mutate({
              path: "/v1/sign_in_tokens",
              body: { user_id: user.id },
              said: "Made a sign-in link",
            })
          }
        >
          Make a sign-in link
        </MenuItem>
        {user.locked ? (
          <MenuItem
            icon="unlock"
            onSelect={() => change.mutate({ path: `${at}/unlock`, said: `Unlocked ${name}` })}
          >
            Unlock
          </MenuItem>
        ) : null}
        {user.banned ? (
          <MenuItem
            icon="check"
            onSelect={() => change.mutate({ path: `${at}/unban`, said: `Unbanned ${name}` })}
          >
            Unban
          </MenuItem>
        ) : (
          <MenuItem icon="lock" onSelect={() => setOpen("ban")}>
            Ban
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon="trash" tone="danger" onSelect={() => setOpen("delete")}>
          Delete
        </MenuItem>
      </Menu>
      {change.error && open === null ? <ProblemNotice error={change.error} /> : null}
      {sign.error ? <ProblemNotice error={sign.error} /> : null}
      <Confirm
        open={open === "ban"}
        title={`Ban ${name}?`}
        action="Ban user"
        busy={change.isPending}
        onConfirm={() => change.mutate({ path: `${at}/ban`, said: `Banned ${name}` })}
        onClose={() => setOpen(null)}
      >
        <p>All sessions end at once and no token is given out any more. You can unban later.</p>
        {change.error ? <ProblemNotice error={change.error} /> : null}
      </Confirm>
      <DeleteUser user={user} open={open === "delete"} onClose={() => setOpen(null)} />
      <Box open={link !== null} title="Sign-in link" onClose={() => setLink(null)}>
        <p className="text-sm text-muted">It signs {name} in, once. Whoever has it is that user.</p>
        <code className="rounded-md bg-sunken p-3 font-mono text-2xs break-all">{link}</code>
        <div className="flex justify-end">
          <CopyButton text={link ?? ""} what="the sign-in link" />
        </div>
      </Box>
    </>
  );
}

interface DeleteUserProps {
  readonly user: ClerkUser;
  readonly open: boolean;
  readonly onClose: () => void;
}

function DeleteUser({ user, open, onClose }: DeleteUserProps) {
  const navigate = useNavigate();
  const remove = useUserChange(() => void navigate({ to: "/users" }));
  return (
    <Confirm
      open={open}
      title={`Delete ${nameOf(user)}?`}
      action="Delete user"
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate({
          path: `/v1/users/${user.id}`,
          method: "DELETE",
          said: `Deleted ${nameOf(user)}`,
        })
      }
      onClose={onClose}
    >
      <p>
        The account, its addresses and sessions go. Rows that hold the id {user.id} stay in your
        tables, and nobody sees them any more.
      </p>
      {remove.error ? <ProblemNotice error={remove.error} /> : null}
    </Confirm>
  );
}
