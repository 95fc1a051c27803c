// The identity service for the length of one command: its state is all in its database, with or without a running stack.
import type { Identity } from "../identity/create-identity.ts";
import { createProjectState } from "../project/project-state.ts";
import { startIdentity } from "./start-identity.ts";
import {
  type CommandDatabases,
  type WithDatabasesOptions,
  withDatabases,
} from "./with-databases.ts";

export function withIdentity<T>(
  options: WithDatabasesOptions,
  work: (identity: Identity) => Promise<T>,
): Promise<T> {
  return withDatabases(options, ({ urls }) => useIdentity({ ...options, urls }, work));
}

/** The same on databases that are open already. */
export async function useIdentity<T>(
  { opened, onNotice, urls }: WithDatabasesOptions & Pick<CommandDatabases, "urls">,
  work: (identity: Identity) => Promise<T>,
): Promise<T> {
  const identity = await startIdentity({
    state: createProjectState(opened, { now: Date.now, onNotice }),
    connectionString: urls.identity,
    clock: Date.now,
    log: () => {},
    declares: opened.running === undefined,
    delivers: false,
  });
  try {
    return await work(identity);
  } finally {
    await identity.close();
  }
}
