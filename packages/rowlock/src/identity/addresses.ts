// The addresses and names under which one instance is known: all of them follow from the publishable key and the port.
import { createHash } from "node:crypto";

export interface Addresses {
  /** `iss` of every token; its host is the publishable key's. */
  readonly issuer: string;
  /** Where apps reach the service, on the same site as an app on localhost. */
  readonly app: string;
  readonly publishableKey: string;
  readonly production: boolean;
  /** Tells the cookies of two instances on one machine apart, as Clerk's SDKs compute it. */
  readonly cookieSuffix: string;
}

/** A publishable key for a host such as `127.0.0.1:54331`, in Clerk's form. */
export function publishableKeyFor(host: string): string {
  return `pk_test_${Buffer.from(`${host}$`).toString("base64")}`;
}

export function createAddresses(options: {
  readonly issuer: string;
  readonly app: string;
  readonly publishableKey: string;
}): Addresses {
  const suffix = createHash("sha1").update(options.publishableKey).digest("base64url").slice(0, 8);
  return {
    ...options,
    production: options.publishableKey.startsWith("pk_live_"),
    cookieSuffix: suffix,
  };
}
