// What commands and the stack do with the identity service without going through HTTP: users, tokens, the inbox.
import type { JsonObject } from "../tokens/verified-token.ts";
import { parseEmailAddress } from "./email-address.ts";
import { clerkError, throwAll } from "./errors/clerk-api-error.ts";
import type { Instance } from "./instance.ts";
import { checkNewPassword } from "./passwords/check-new-password.ts";
import { identifierOf } from "./resources/public-user.ts";
import { sessionToken, templateToken } from "./sessions/mint-tokens.ts";
import type { Settings, SettingsInput } from "./settings.ts";
import { findJwtTemplateByName } from "./store/jwt-templates.ts";
import { listMessages, type MessageRow } from "./store/messages.ts";
import {
  findUser,
  findUserByIdentifier,
  listUsers,
  lockUserRow,
  type User,
  updateUser,
  VERIFIED_BY_ADMIN,
} from "./store/users.ts";
import { createTicket } from "./tickets/create-ticket.ts";
import { createUser } from "./users/create-user.ts";
import { deleteUser } from "./users/delete-user.ts";
import { mergeMetadata } from "./users/metadata.ts";
import { type PassingSessionOptions, passingSession } from "./users/passing-session.ts";
import { tellUser } from "./users/tell-user.ts";
import { transact } from "./work.ts";

/** A user as lists on a terminal show one. */
export interface UserSummary {
  readonly id: string;
  /** The primary address, else the username, else the id. */
  readonly identifier: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly banned: boolean;
  readonly publicMetadata: JsonObject;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
}

export interface NewUserOptions {
  readonly emailAddress: string;
  readonly password?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
}

export interface MetadataPatch {
  readonly public_metadata?: JsonObject | undefined;
  readonly private_metadata?: JsonObject | undefined;
  readonly unsafe_metadata?: JsonObject | undefined;
}

/** Each takes a user as an id, an email address or a username, and throws a ClerkApiError when there is none. */
export interface IdentityOperations {
  /** Newest first. */
  listUsers(page?: {
    readonly limit?: number;
    readonly offset?: number;
  }): Promise<readonly UserSummary[]>;
  addUser(user: NewUserOptions): Promise<UserSummary>;
  deleteUser(user: string): Promise<void>;
  /** Merges; null removes a field. */
  mergeMetadata(user: string, patch: MetadataPatch): Promise<UserSummary>;
  /** An address that signs the user in once. */
  createSignInLink(user: string, options?: { readonly lifetimeSeconds?: number }): Promise<string>;
  /** A session token of a session that is never stored: for a command line, good for its own minute. */
  mintSessionToken(user: string, options?: PassingSessionOptions): Promise<string>;
  /** A token of a JWT template. */
  mintTemplateToken(
    user: string,
    template: string,
    options?: PassingSessionOptions,
  ): Promise<string>;
  /** The mail that would have been sent, newest first. */
  listMessages(filter?: {
    readonly to?: string;
    readonly limit?: number;
  }): Promise<readonly MessageRow[]>;
  settings(): Settings;
  changeSettings(change: SettingsInput): Promise<Settings>;
}

export function createOperations(instance: Instance): IdentityOperations {
  const { database } = instance;
  return {
    async listUsers(page = {}) {
      const users = await listUsers(database, {
        filter: {},
        orderBy: "created_at",
        descending: true,
        limit: page.limit ?? 100,
        offset: page.offset ?? 0,
      });
      return users.map(summaryOf);
    },
    addUser: (user) => addUser(instance, user),
    async deleteUser(text) {
      const { id } = await requireUser(instance, text);
      await transact(instance, async (work) => {
        const user = await lockUserRow(work, id);
        if (user !== undefined) await deleteUser(work, user);
      });
    },
    async mergeMetadata(text, patch) {
      const { id } = await requireUser(instance, text);
      await transact(instance, async (work) => {
        const user = await lockUserRow(work, id);
        if (user === undefined) throw clerkError("userNotFound", { values: { id } });
        const columns = Object.fromEntries(
          (["public_metadata", "private_metadata", "unsafe_metadata"] as const).flatMap((name) => {
            const part = patch[name];
            return part === undefined ? [] : [[name, mergeMetadata(user[name], part)]];
          }),
        );
        await updateUser(work, { id, now: work.now, columns });
        await tellUser(work, "user.updated", id);
      });
      return summaryOf(await requireUser(instance, id));
    },
    async createSignInLink(text, options = {}) {
      const { id } = await requireUser(instance, text);
      const ticket = await transact(instance, (work) =>
        createTicket(work, {
          kind: "sign_in_token",
          userId: id,
          lifetimeSeconds: options.lifetimeSeconds ?? 3_600,
        }),
      );
      return ticket.url ?? "";
    },
    mintSessionToken: async (text, options) => {
      const user = await requireUser(instance, text);
      return sessionToken(await passingSession(instance, { user, ...options }), { instance });
    },
    async mintTemplateToken(text, name, options) {
      const template = await findJwtTemplateByName(database, name);
      if (template === undefined) {
        throw clerkError("templateNotFound", { values: { attribute: "name", value: name } });
      }
      const user = await requireUser(instance, text);
      const session = await passingSession(instance, { user, ...options });
      return templateToken(session, { instance, template });
    },
    listMessages: (filter = {}) =>
      listMessages(database, { to: filter.to, limit: filter.limit ?? 100, offset: 0 }),
    settings: instance.settings.current,
    changeSettings: instance.settings.change,
  };
}

/** Finds by id, email address or username. @throws ClerkApiError resource_not_found */
async function requireUser({ database }: Instance, text: string): Promise<User> {
  const user = (await findUser(database, text)) ?? (await findUserByIdentifier(database, text));
  if (user === undefined) {
    throw clerkError("userNotFound", { values: { id: text }, hint: "rowlock users lists them" });
  }
  return user;
}

function summaryOf(user: User): UserSummary {
  return {
    id: user.id,
    identifier: identifierOf(user),
    firstName: user.first_name,
    lastName: user.last_name,
    banned: user.banned,
    publicMetadata: user.public_metadata,
    createdAt: user.created_at,
    lastSignInAt: user.last_sign_in_at,
  };
}

async function addUser(instance: Instance, options: NewUserOptions): Promise<UserSummary> {
  const emailAddress = parseEmailAddress(options.emailAddress, "email_address");
  const { password } = options;
  if (password !== undefined) {
    const settings = instance.settings.current();
    throwAll(checkNewPassword(password, { settings, identifiers: [emailAddress] }));
  }
  const digest = password === undefined ? null : await instance.passwords.hash(password);
  const user = await transact(instance, (work) =>
    createUser(work, {
      emailAddresses: [{ emailAddress, verification: VERIFIED_BY_ADMIN }],
      emailParam: "email_address",
      columns: {
        first_name: options.firstName,
        last_name: options.lastName,
        password_digest: digest,
        password_updated_at: digest === null ? null : work.now,
      },
    }),
  );
  return summaryOf(user);
}
