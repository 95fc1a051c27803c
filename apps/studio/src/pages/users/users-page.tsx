// Users: everybody who can sign in, found by name, address or id; and the form of a new one.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { USERS_PER_PAGE, usersQuery } from "../../api/clerk-queries.ts";
import { type ClerkUser, emailOf, nameOf } from "../../api/clerk-resources.ts";
import type { UsersSearch } from "../../search.ts";
import { Button } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { NewUserForm } from "./new-user-form.tsx";
import { UserBadges } from "./user-badges.tsx";

const route = getRouteApi("/users");

export function UsersPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const users = useQuery(usersQuery(search));
  const go = (part: UsersSearch) =>
    void navigate({ to: "/users", search: (now) => ({ ...now, ...part }), replace: true });
  return (
    <Page
      title="Users"
      lead="Everybody who can sign in. They live in the identity service, apart from your app's database."
      actions={
        <Button variant="primary" icon="plus" onClick={() => go({ edit: "new" })}>
          Create user
        </Button>
      }
    >
      <SearchField
        value={search.query ?? ""}
        onChange={(query) => go({ query: query || undefined, page: undefined })}
      />
      {users.isPending ? (
        <Waiting />
      ) : users.isLoadingError ? (
        <Failed error={users.error} retry={() => void users.refetch()} />
      ) : users.data.users.length === 0 ? (
        <Empty icon="users" title={search.query ? "Nobody is found by that" : "Nobody yet"}>
          {search.query
            ? "Names, addresses and ids are searched."
            : "People sign up in your app, or you create them here."}
        </Empty>
      ) : (
        <UserTable users={users.data.users} />
      )}
      <Pages total={users.data?.total ?? 0} page={search.page ?? 1} onGo={(page) => go({ page })} />
      {search.edit === "new" ? <NewUserForm onClose={() => go({ edit: undefined })} /> : null}
    </Page>
  );
}

const TYPING_MS = 250;

/** The search waits until the typing rests. */
function SearchField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts a search
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextInput
      type="search"
      aria-label="Find a user"
      placeholder="Name, email address or id"
      value={text}
      onChange={(event) => setText(event.target.value)}
      className="max-w-sm"
    />
  );
}

function UserTable({ users }: { readonly users: readonly ClerkUser[] }) {
  return (
    <Card className="overflow-x-auto">
      <table className="w-full text-left text-sm">
        <thead className="border-b border-line text-2xs text-faint">
          <tr>
            <th className="px-4 py-2 font-medium">User</th>
            <th className="hidden px-4 py-2 font-medium sm:table-cell">Last signed in</th>
            <th className="hidden px-4 py-2 font-medium sm:table-cell">Created</th>
            <th className="px-4 py-2 font-medium">Id</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {users.map((user) => (
            <tr key={user.id}>
              <td className="px-4 py-2.5">
                <Link
                  to="/users/$userId"
                  params={{ userId: user.id }}
                  className="font-medium hover:text-accent hover:underline"
                >
                  {nameOf(user)}
                </Link>{" "}
                <UserBadges user={user} />
                <span className="block text-[0.8125rem] text-muted [overflow-wrap:anywhere]">
                  {emailOf(user)}
                </span>
              </td>
              <td className="hidden px-4 py-2.5 text-muted sm:table-cell">
                {user.last_sign_in_at === null ? "never" : <Moment at={user.last_sign_in_at} />}
              </td>
              <td className="hidden px-4 py-2.5 text-muted sm:table-cell">
                <Moment at={user.created_at} />
              </td>
              <td
                className="max-w-28 truncate px-4 py-2.5 font-mono text-2xs text-muted sm:max-w-none"
                title={user.id}
              >
                {user.id}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

interface PagesProps {
  readonly total: number;
  readonly page: number;
  readonly onGo: (page: number) => void;
}

function Pages({ total, page, onGo }: PagesProps) {
  const pages = Math.ceil(total / USERS_PER_PAGE);
  if (pages <= 1)
    return total > 0 ? (
      <p className="text-sm text-muted">{total === 1 ? "1 user" : `${total} users`}</p>
    ) : null;
  return (
    <div className="flex items-center gap-3 text-sm text-muted">
      <Button size="small" disabled={page <= 1} onClick={() => onGo(page - 1)}>
        Previous
      </Button>
      <span>
        Page {page} of {pages}, {total} users
      </span>
      <Button size="small" disabled={page >= pages} onClick={() => onGo(page + 1)}>
        Next
      </Button>
    </div>
  );
}
