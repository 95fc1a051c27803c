// The service's Backend API as an app's server has it: by Clerk's own SDK, with the stack's secret key.
import { type ClerkClient, createClerkClient } from "@clerk/backend";
import type { Person } from "../journeys/people.ts";
import type { RunningApp } from "./running-app.ts";

export function backendOf({ env }: Pick<RunningApp, "env">): ClerkClient {
  return createClerkClient({
    apiUrl: env.CLERK_API_URL!,
    secretKey: env.CLERK_SECRET_KEY!,
    publishableKey: env.CLERK_PUBLISHABLE_KEY!,
    telemetry: { disabled: true },
  });
}

/** Changes what Clerk's dashboard would switch. */
export async function changeSettings(
  { env }: RunningApp,
  change: Readonly<Record<string, unknown>>,
): Promise<void> {
  const response = await fetch(`${env.CLERK_API_URL}/v1/rowlock/settings`, {
    method: "PATCH",
    headers: {
      Authorization: `Bearer ${env.CLERK_SECRET_KEY}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(change),
  });
  if (!response.ok) throw new Error(`The settings were refused: ${await response.text()}`);
}

/** Somebody new whose mail codes are known; gives their id. */
export async function makePerson(app: RunningApp, person: Person): Promise<string> {
  const { id } = await backendOf(app).users.createUser({
    emailAddress: [person.email],
    password: person.password,
    ...(person.phone === undefined ? {} : { phoneNumber: [person.phone] }),
  });
  return id;
}
