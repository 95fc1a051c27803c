// One user: profile, addresses, metadata, sessions, and what can be done to the account.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { sessionsQuery, userQuery } from "../../api/clerk-queries.ts";
import { type ClerkUser, nameOf } from "../../api/clerk-resources.ts";
import { settingsQuery } from "../../api/queries.ts";
import { isAway } from "../../api/use-away.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Card, Failed, Page, Waiting } from "../../ui/page.tsx";
import { SessionList } from "../sessions/session-list.tsx";
import { EmailAddresses } from "./email-addresses.tsx";
import { MetadataFields } from "./metadata-fields.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { UserActions } from "./user-actions.tsx";
import { UserBadges } from "./user-badges.tsx";

const route = getRouteApi("/users/$userId");

export function UserPage() {
  const { userId } = route.useParams();
  const user = useQuery(userQuery(userId));
  if (user.isPending) {
    return (
      <Page title="User">
        <Waiting />
      </Page>
    );
  }
  if (user.isLoadingError || (user.error && !isAway(user.error))) {
    return (
      <Page title="User">
        <Failed error={user.error} retry={() => void user.refetch()} />
      </Page>
    );
  }
  return <LoadedUser user={user.data} />;
}

function LoadedUser({ user }: { readonly user: ClerkUser }) {
  const settings = useQuery(settingsQuery);
  const declared = user.email_addresses.some((email) =>
    settings.data?.declared.users.includes(email.email_address),
  );
  return (
    <Page
      title={nameOf(user)}
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link to="/users" className="text-accent hover:underline">
            All users
          </Link>
          <span>
            created <Moment at={user.created_at} />
          </span>
          <UserBadges user={user} />
        </span>
      }
      actions={<UserActions user={user} />}
    >
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className="text-muted">User id</span>
        <code className="font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{user.id}</code>
        <CopyButton text={user.id} what="the user id" />
      </p>
      {declared ? (
        <Notice title="Declared in rowlock.toml">
          What the file says of this user is applied at each start, and wins over what is changed
          here.
        </Notice>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <ProfileForm key={user.updated_at} user={user} />
          <EmailAddresses user={user} />
        </div>
        <MetadataFields key={user.updated_at} user={user} />
      </div>
      <UserSessions userId={user.id} />
    </Page>
  );
}

function UserSessions({ userId }: { readonly userId: string }) {
  const sessions = useQuery(sessionsQuery({ userId }));
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Sessions</h2>
      {sessions.isLoadingError ? (
        <div className="p-4">
          <Failed error={sessions.error} retry={() => void sessions.refetch()} />
        </div>
      ) : (
        <SessionList sessions={sessions.data?.data} />
      )}
    </Card>
  );
}
