// A database to attack, for tests of the prover: real PostgreSQL, the real Data API, real keys and tokens.

import type { ApiKeys } from "../src/gateway/api-key-table.ts";
import { loadSqlParser } from "../src/policy/expression/parser.ts";
import type { Proof } from "../src/policy/prove/proof.ts";
import { type ProveOptions, runProof } from "../src/policy/prove/run-proof.ts";
import { openProofCopy } from "../src/policy-commands/proof-copy.ts";
import { createProofTokens, type MintProofToken } from "../src/policy-commands/proof-tokens.ts";
import { createKeyRing, type KeyRing } from "../src/tokens/key-ring/key-ring.ts";
import { projectEntries } from "../src/tokens/key-ring/project-entries.ts";
import { signApiKey } from "../src/tokens/keys/api-keys.ts";
import { generateInstanceKey, loadInstanceKey } from "../src/tokens/keys/instance-key.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { TEST_ADDRESSES, TEST_API_KEYS, testApiConfig } from "./project-api.ts";

const ISSUER = "http://127.0.0.1:54331";
/** A hosted instance whose tokens a proof may be told of. */
export const THIRD_PARTY = "https://happy-oar-1.clerk.accounts.dev";
const SECRET = "a secret of the tests that is long enough";

interface LabKeys {
  readonly ring: KeyRing;
  readonly apiKeys: ApiKeys;
  readonly mintToken: MintProofToken;
}

let keys: Promise<LabKeys> | undefined;

function labKeys(): Promise<LabKeys> {
  keys ??= makeKeys();
  return keys;
}

async function makeKeys(): Promise<LabKeys> {
  const instanceKey = loadInstanceKey(await generateInstanceKey());
  const signing = { projectSecrets: [SECRET], allowedRoles: ["anon", "authenticated", "editor"] };
  const identity = { issuer: ISSUER, keys: { current: instanceKey, retired: [] } };
  const thirdPartyKey = loadInstanceKey(await generateInstanceKey());
  const find = async () => thirdPartyKey.publicKey;
  const thirdParties = [{ issuer: THIRD_PARTY, jwks: { generation: 0, find } }];
  const apiKey = (role: "anon" | "service_role") =>
    signApiKey({ projectSecret: SECRET, role, issuedAt: Math.floor(Date.now() / 1000) });
  return {
    apiKeys: {
      ...TEST_API_KEYS,
      anonKey: await apiKey("anon"),
      serviceRoleKey: await apiKey("service_role"),
    },
    ring: createKeyRing(projectEntries({ ...signing, identity, thirdParties })),
    mintToken: await createProofTokens({
      ...signing,
      issuer: ISSUER,
      instanceKey,
      thirdPartyKey,
      supabaseIntegration: true,
      now: Date.now,
    }),
  };
}

export interface ProofLabOptions extends Partial<Omit<ProveOptions, "copy">> {
  /** Stands between the prover and the copy, for a test that makes the prover blind. */
  readonly intercept?: (
    request: Request,
    send: (request: Request) => Promise<Response>,
  ) => Promise<Response>;
}

/** Proves the isolation of a schema, made anew for this in a database of its own. */
export async function proveSchema(schema: string, options: ProofLabOptions = {}): Promise<Proof> {
  const database = await createTestDatabase({ app: true });
  try {
    await database.query(schema);
    return await proveDatabase(database, options);
  } finally {
    await database.drop();
  }
}

/** Proves a database as it is, and leaves the proof's rows in it. */
export async function proveDatabase(
  database: Pick<TestDatabase, "superuserUrl" | "authenticatorUrl" | "serviceUrl">,
  { intercept, ...options }: ProofLabOptions = {},
): Promise<Proof> {
  const { ring, apiKeys, mintToken } = await labKeys();
  const { exposedSchemas = ["public"] } = options;
  await loadSqlParser();
  const copy = await openProofCopy({
    superuserUrl: database.superuserUrl,
    urls: { authenticator: database.authenticatorUrl, service: database.serviceUrl },
    readConfig: testApiConfig({ schemas: exposedSchemas }),
    keys: ring,
    apiKeys: () => apiKeys,
    addresses: TEST_ADDRESSES,
    mintToken,
    now: Date.now,
    onNotice: () => {},
  });
  try {
    return await runProof({
      copy: intercept ? { ...copy, fetch: (request) => intercept(request, copy.fetch) } : copy,
      exposedSchemas,
      config: { tables: {}, functions: {} },
      now: Date.now,
      ...options,
    });
  } finally {
    await copy.close();
  }
}
