import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStateDirectory, type StateDirectory } from "../state/state-directory.ts";
import { appKeys, loadProjectKeys } from "./project-keys.ts";

const ports = { api: 54321, database: 54322, studio: 54323, clerk: 54331 };
let directory: string;
const place = { dataDirectory: () => "/nowhere" };
let state: StateDirectory;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-keys-"));
  state = await openStateDirectory(directory);
});

afterEach(() => rm(directory, { recursive: true }));

test("loadProjectKeys() makes keys once and gives the same at the next start", async () => {
  const first = await loadProjectKeys(state, place);
  const second = await loadProjectKeys(state, place);
  expect(second).toEqual(first);
  expect(await appKeys(second, ports)).toEqual(await appKeys(first, ports));
});

// Two first commands at once: the one whose keys were lost would open no database any more.
test("loadProjectKeys() gives everybody the same keys, however many ask first", async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => loadProjectKeys(state, place)));
  for (const keys of all) expect(keys).toEqual(all[0]);
  expect(await loadProjectKeys(state, place)).toEqual(all[0]);
});

test("appKeys() gives the API keys their roles and the publishable key its host", async () => {
  const keys = await appKeys(await loadProjectKeys(state, place), ports);
  expect(decodeJwt(keys.anonKey)).toMatchObject({ role: "anon", iss: "rowlock" });
  expect(decodeJwt(keys.serviceRoleKey)).toMatchObject({ role: "service_role", iss: "rowlock" });
  const host = Buffer.from(keys.clerkPublishableKey.split("_")[2]!, "base64").toString();
  expect(host).toBe("127.0.0.1:54331$");
});
