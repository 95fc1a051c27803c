// /v1/users/:id/...: what is done to a user besides changing fields.

import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { storeImage } from "../images/store-image.ts";
import {
  backendMembershipJson,
  backendOrganizationInvitationJson,
} from "../resources/organization.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import { publicUserJson } from "../resources/public-user.ts";
import { backendUserJson } from "../resources/user.ts";
import { endUserSessions } from "../sessions/end-sessions.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import { listOrganizationInvitations } from "../store/organization-invitations.ts";
import { type User, type UserColumns, updateUser } from "../store/users.ts";
import { mergeMetadata, requireSmallMetadata } from "../users/metadata.ts";
import { removePasskey } from "../users/passkeys.ts";
import { banUser, lockUser as lockOut, unbanUser, unlockUser } from "../users/restrain-user.ts";
import { tellUser } from "../users/tell-user.ts";
import type { Work } from "../work.ts";
import {
  type BackendCall,
  change,
  contextOf,
  lockUser,
  pageOf,
  requireUser,
} from "./backend-call.ts";
import { type BackendApp, type Endpoint, route } from "./routes.ts";
import { secondFactorRoutes } from "./second-factors.ts";
import { metadataColumns } from "./write-user.ts";

/** An endpoint that does something to a user and answers with the user. */
function action(
  job: (work: Work, options: { readonly user: User; readonly form: Form }) => Promise<void>,
): Endpoint {
  return async (call, { id = "" }) => {
    await change(call, async (work) =>
      job(work, { user: await lockUser(work, id), form: call.form }),
    );
    return backendUserJson(await requireUser(call, id), contextOf(call));
  };
}

export function userActionRoutes(app: BackendApp): void {
  route(
    app,
    ["POST", "/users/:id/ban"],
    action((work, { user }) => banUser(work, user.id)),
  );
  route(
    app,
    ["POST", "/users/:id/unban"],
    action((work, { user }) => unbanUser(work, user.id)),
  );
  route(
    app,
    ["POST", "/users/:id/lock"],
    action((work, { user }) => lockOut(work, user.id)),
  );
  route(
    app,
    ["POST", "/users/:id/unlock"],
    action((work, { user }) => unlockUser(work, user.id)),
  );
  route(app, ["POST", "/users/ban"], (call) => eachUser(call, banUser));
  route(app, ["POST", "/users/unban"], (call) => eachUser(call, unbanUser));
  route(app, ["PATCH", "/users/:id/metadata"], action(mergeUserMetadata));
  route(
    app,
    ["PUT", "/users/:id/metadata"],
    action((work, { user, form }) => writeUser(work, { user, columns: metadataColumns(form) })),
  );
  passwordRoutes(app);
  route(app, ["POST", "/users/:id/profile_image"], async (call, { id = "" }) => {
    await requireUser(call, id);
    const bytes = await call.file?.();
    await change(call, async (work) => {
      const user = await lockUser(work, id);
      const image_id = await storeImage(work, { bytes, replaces: user.image_id });
      await writeUser(work, { user, columns: { image_id } });
    });
    return backendUserJson(await requireUser(call, id), contextOf(call));
  });
  route(
    app,
    ["DELETE", "/users/:id/profile_image"],
    action((work, { user }) => writeUser(work, { user, columns: { image_id: null } })),
  );
  route(app, ["GET", "/users/:id/organization_memberships"], listMemberships);
  route(app, ["GET", "/users/:id/organization_invitations"], listInvitations);
  secondFactorRoutes(app);
  notOfferedRoutes(app);
}

async function writeUser(
  work: Work,
  { user, columns }: { readonly user: User; readonly columns: UserColumns },
): Promise<void> {
  await updateUser(work, { id: user.id, now: work.now, columns });
  await tellUser(work, "user.updated", user.id);
}

async function eachUser(
  call: BackendCall,
  job: (work: Work, userId: string) => Promise<void>,
): Promise<object> {
  const ids = call.form.texts("user_ids") ?? [];
  await change(call, async (work) => {
    for (const id of ids) await job(work, (await lockUser(work, id)).id);
  });
  return Promise.all(
    ids.map(async (id) => backendUserJson(await requireUser(call, id), contextOf(call))),
  );
}

async function mergeUserMetadata(
  work: Work,
  { user, form }: { readonly user: User; readonly form: Form },
): Promise<void> {
  const merged = (["public_metadata", "private_metadata", "unsafe_metadata"] as const)
    .filter((name) => form.has(name))
    .map((name) => [
      name,
      requireSmallMetadata(mergeMetadata(user[name], form.object(name) ?? {}), name),
    ]);
  await writeUser(work, { user, columns: Object.fromEntries(merged) });
}

function passwordRoutes(app: BackendApp): void {
  route(app, ["POST", "/users/:id/verify_password"], async (call, { id = "" }) => {
    const user = await requireUser(call, id);
    const password = call.form.requireText("password");
    if (user.password_digest === null) throw clerkError("noPasswordSet");
    const right = await call.instance.passwords.verify(password, user.password_digest);
    if (!right) throw clerkError("incorrectPassword", { param: "password" });
    return { verified: true };
  });
  route(
    app,
    ["POST", "/users/:id/remove_password"],
    action(async (work, { user, form }) => {
      if (user.password_digest === null) throw clerkError("noPasswordSet");
      if (form.flag("sign_out_of_other_sessions") === true) {
        await endUserSessions(work, { userId: user.id, how: "revoked" });
      }
      await writeUser(work, {
        user,
        columns: { password_digest: null, password_updated_at: null },
      });
    }),
  );
  route(
    app,
    ["POST", "/users/:id/password/set_compromised"],
    action(async (work, { user, form }) => {
      if (form.flag("revoke_all_sessions") === true) {
        await endUserSessions(work, { userId: user.id, how: "revoked" });
      }
      await writeUser(work, { user, columns: { password_compromised: true } });
    }),
  );
  route(
    app,
    ["POST", "/users/:id/password/unset_compromised"],
    action((work, { user }) => writeUser(work, { user, columns: { password_compromised: false } })),
  );
}

async function listMemberships(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const user = await requireUser(call, id);
  const { limit, offset } = pageOf(call);
  const { addresses } = call.instance;
  const all = await findMembershipsOfUsers(call.instance.database, [id]);
  const page = all.slice(offset, offset + limit);
  const context = { addresses, user: publicUserJson(user, addresses) };
  return pageJson(
    page.map((membership) => backendMembershipJson(membership, context)),
    all.length,
  );
}

async function listInvitations(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const user = await requireUser(call, id);
  const addresses = user.email_addresses.filter(({ claimed }) => claimed);
  const found = await listOrganizationInvitations(call.instance.database, {
    filter: {
      emailAddresses: addresses.map((email) => email.email_address),
      statuses: call.query.texts("status"),
    },
    ...pageOf(call),
  });
  return pageJson(
    found.data.map((invitation) =>
      backendOrganizationInvitationJson(invitation, { addresses: call.instance.addresses }),
    ),
    found.total,
  );
}

/** Passkeys and wallets are not offered: nobody has any. */
function notOfferedRoutes(app: BackendApp): void {
  const nothing: Endpoint = async (call, { id = "" }) => {
    await requireUser(call, id);
    throw clerkError("resourceNotFound");
  };
  route(app, ["DELETE", "/users/:id/passkeys/:other"], (call, { id = "", other = "" }) =>
    change(call, async (work) => {
      const passkey = (await lockUser(work, id)).passkeys.find((own) => own.id === other);
      if (passkey === undefined) throw clerkError("resourceNotFound");
      await removePasskey(work, passkey);
      return deletedJson("passkey", passkey.id);
    }),
  );
  route(app, ["DELETE", "/users/:id/web3_wallets/:other"], nothing);
}
