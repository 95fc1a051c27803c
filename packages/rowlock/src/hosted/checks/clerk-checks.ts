// The Clerk instance by itself: is it the one that was meant, are its two keys of one instance, may the app's origins call
// it?
import { type CheckLine, ok, type Pair, unknown, type Wanted, whenKnown, wrong } from "./line.ts";

export function environment({ clerk }: Pair, { production }: Wanted): CheckLine {
  return whenKnown("instance", clerk.instance, ({ id, environment_type: type }) => {
    if (type !== "production" || production) return ok(`${id}, ${type}`);
    return wrong(
      `${id} is a production instance, and a development one was expected`,
      "rowlock hosted check --production",
    );
  });
}

/** Both keys of an instance lead to the same Frontend API: one holds its host, the other is asked for it. */
export function keysTogether({ clerk }: Pair, { app }: Wanted): CheckLine {
  const check = "Clerk keys";
  const { clerkPublishableKey: key } = app;
  if (key === undefined) {
    return {
      check,
      ...unknown("no variable holds a publishable key: name the app's with --env-file"),
    };
  }
  const host = hostOf(key.value);
  if (host === undefined) {
    return {
      check,
      ...wrong(
        `${key.variable} is no publishable key`,
        "Take both keys at https://dashboard.clerk.com/~/api-keys",
      ),
    };
  }
  return whenKnown(check, clerk.issuer, (issuer) => {
    if (new URL(issuer).host === host) return ok(`both of ${host}`);
    return wrong(
      `${key.variable} is of ${host}, CLERK_SECRET_KEY of ${new URL(issuer).host}`,
      "Take both at https://dashboard.clerk.com/~/api-keys",
    );
  });
}

function hostOf(publishableKey: string): string | undefined {
  const encoded = /^pk_(?:test|live)_([A-Za-z0-9+/=_-]+)$/.exec(publishableKey)?.[1];
  const text = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString("utf8");
  return /^([^$\s/]+)\$$/.exec(text)?.[1];
}

export function allowedOrigins({ clerk }: Pair, { origins }: Wanted): CheckLine {
  return whenKnown("allowed origins", clerk.instance, ({ allowed_origins: allowed }) => {
    const absent = origins.filter((origin) => !(allowed ?? []).includes(origin));
    if (absent.length === 0) return ok(origins.length === 0 ? "none needed" : origins.join(", "));
    return wrong(
      `${absent.join(", ")} may not call it`,
      `curl -X PATCH https://api.clerk.com/v1/instance -H "Authorization: Bearer $CLERK_SECRET_KEY" -H 'Content-Type: application/json' -d '${JSON.stringify({ allowed_origins: [...(allowed ?? []), ...absent] })}'`,
    );
  });
}

/** Clerk has no operation that lists them. */
export function webhooks({ webhooks: count }: Wanted): readonly CheckLine[] {
  if (count === 0) return [];
  const text = `rowlock.toml declares ${count}, and Clerk tells of its own only in its dashboard`;
  return [
    { check: "webhooks", ...unknown(text, "Look at https://dashboard.clerk.com/~/webhooks") },
  ];
}
