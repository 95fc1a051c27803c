// Asks a running server's health check, for containers that have no program of their own to ask with.
import { request } from "node:http";
import type { PostgrestAddress } from "../config/postgrest/postgrest-config.ts";
import { whereToConnect } from "./address.ts";

const TIMEOUT_MS = 5_000;

/** The status that /ready gave; undefined when nobody answered. */
export function askReady(admin: PostgrestAddress): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = request({ ...whereToConnect(admin), path: "/ready", timeout: TIMEOUT_MS });
    asked.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(undefined));
    asked.on("close", () => resolve(undefined));
    asked.end();
  });
}
