// Clerk tells of its users here. Messages may come late, twice and in any order: keep_profiles() stands all of it.
// An error is answered with 500, and Clerk sends the message again.
import { verifyWebhook, type WebhookEvent } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";
import { deletedProfile, type Profile, profileOf } from "../../../../profiles/profile.ts";
import { keepProfiles } from "../../../../profiles/service-client.ts";

export async function POST(request: NextRequest): Promise<Response> {
  const event = await verifyWebhook(request).catch(() => undefined);
  if (event === undefined) return new Response("Not signed by Clerk", { status: 400 });
  await keepProfiles(statesIn(event, request.headers.get("svix-id") ?? ""));
  return new Response(null, { status: 204 });
}

function statesIn(event: WebhookEvent, messageId: string): readonly Profile[] {
  switch (event.type) {
    case "user.created":
    case "user.updated":
      return [profileOf(event.data, messageId)];
    case "user.deleted":
      return event.data.id === undefined ? [] : [deletedProfile(event.data.id, messageId)];
    default:
      return [];
  }
}
