// What the pages ask of the Backend API.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callClerk } from "./call-clerk.ts";
import type {
  ClerkJwtTemplate,
  ClerkMessage,
  ClerkPage,
  ClerkSession,
  ClerkSettings,
  ClerkShortcode,
  ClerkUser,
} from "./clerk-resources.ts";

const CLERK = "clerk";
export const USERS_PER_PAGE = 50;

export const clerkKeys = {
  users: [CLERK, "users"],
  sessions: [CLERK, "sessions"],
  templates: [CLERK, "templates"],
  settings: [CLERK, "settings"],
} as const;

export function usersQuery({
  query = "",
  page = 1,
}: {
  readonly query?: string | undefined;
  readonly page?: number | undefined;
}) {
  const filter = new URLSearchParams(query === "" ? {} : { query });
  const list = new URLSearchParams(filter);
  list.set("limit", String(USERS_PER_PAGE));
  list.set("offset", String((page - 1) * USERS_PER_PAGE));
  return queryOptions({
    queryKey: [...clerkKeys.users, "list", query, page],
    queryFn: async ({ signal }) => {
      const [users, { total_count }] = await Promise.all([
        callClerk<ClerkUser[]>(`/v1/users?${list}`, { signal }),
        callClerk<{ total_count: number }>(`/v1/users/count?${filter}`, { signal }),
      ]);
      return { users, total: total_count };
    },
    placeholderData: keepPreviousData,
  });
}

export function userQuery(id: string) {
  return queryOptions({
    queryKey: [...clerkKeys.users, "one", id],
    queryFn: ({ signal }) =>
      callClerk<ClerkUser>(`/v1/users/${encodeURIComponent(id)}`, { signal }),
  });
}

export interface SessionFilter {
  readonly userId?: string | undefined;
  readonly status?: string | undefined;
}

export function sessionsQuery({ userId, status }: SessionFilter) {
  const filter = new URLSearchParams({ limit: "100", paginated: "true" });
  if (userId !== undefined) filter.set("user_id", userId);
  if (status !== undefined) filter.set("status", status);
  return queryOptions({
    queryKey: [...clerkKeys.sessions, userId ?? "", status ?? ""],
    queryFn: ({ signal }) =>
      callClerk<ClerkPage<ClerkSession>>(`/v1/sessions?${filter}`, { signal }),
  });
}

export const templatesQuery = queryOptions({
  queryKey: [...clerkKeys.templates],
  queryFn: async ({ signal }) => {
    const path = "/v1/rowlock/jwt_templates?limit=100";
    return (await callClerk<ClerkPage<ClerkJwtTemplate>>(path, { signal })).data;
  },
});

export const messagesQuery = queryOptions({
  queryKey: [CLERK, "messages"],
  queryFn: ({ signal }) =>
    callClerk<ClerkPage<ClerkMessage>>("/v1/rowlock/messages?limit=100", { signal }),
  refetchInterval: 3000,
});

export const clerkSettingsQuery = queryOptions({
  queryKey: [...clerkKeys.settings],
  queryFn: ({ signal }) => callClerk<ClerkSettings>("/v1/rowlock/settings", { signal }),
});

export const shortcodesQuery = queryOptions({
  queryKey: [CLERK, "shortcodes"],
  queryFn: async ({ signal }) => {
    const page = await callClerk<ClerkPage<ClerkShortcode>>("/v1/rowlock/shortcodes", { signal });
    return page.data;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
