// /v1/me: what users change about themselves. Each change is of the signed-in user alone, whatever the request names.
import { clerkError, throwAll } from "../errors/clerk-api-error.ts";
import { storeImage } from "../images/store-image.ts";
import { sendMail } from "../messages/send-mail.ts";
import { checkNewPassword } from "../passwords/check-new-password.ts";
import { imageUrl } from "../resources/image-url.ts";
import { deletedJson } from "../resources/page.ts";
import { userJson } from "../resources/user.ts";
import { endUserSessions } from "../sessions/end-sessions.ts";
import { deleteImageRow } from "../store/images.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import { findUser, lockUserRow, type User, type UserColumns, updateUser } from "../store/users.ts";
import { makePrimary } from "../users/change-emails.ts";
import { makePhonePrimary } from "../users/change-phones.ts";
import { checkUsername } from "../users/check-username.ts";
import { deleteUser } from "../users/delete-user.ts";
import { requireFreeUsername } from "../users/find-identifier-owner.ts";
import { requirePassword } from "../users/lockout.ts";
import { mergeMetadata, requireSmallMetadata } from "../users/metadata.ts";
import { tellUser } from "../users/tell-user.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { contextNow } from "./read-client.ts";
import { requireRecentProof } from "./recent-proof.ts";
import { change, type FrontendApp, read } from "./routes.ts";

export function meRoutes(app: FrontendApp): void {
  read(app, "/v1/me", async (call) => show(call, (await requireSignedIn(call)).user.id));
  change(app, ["PATCH", "/v1/me"], async (call) => {
    const primary = ["primary_email_address_id", "primary_phone_number_id"];
    if (primary.some((param) => call.form.text(param))) await requireRecentProof(call);
    return changeMe(call, updateProfile);
  });
  change(app, ["PATCH", "/v1/me/metadata"], (call) => changeMe(call, updateMetadata));
  change(app, ["DELETE", "/v1/me"], deleteMe);
  change(app, ["POST", "/v1/me/change_password"], changePassword);
  change(app, ["POST", "/v1/me/remove_password"], removePassword);
  change(app, ["POST", "/v1/me/profile_image"], async (call) => {
    await requireSignedIn(call);
    const bytes = await call.file?.();
    let id = "";
    await changeMe(call, async (_call, { work, user }) => {
      id = await storeImage(work, { bytes, replaces: user.image_id });
      await write(work, { user, columns: { image_id: id } });
    });
    const { user } = await requireSignedIn(call);
    const public_url = imageUrl({ kind: "user", ...user }, call.instance.addresses);
    return { object: "image", id, name: "", public_url };
  });
  change(app, ["DELETE", "/v1/me/profile_image"], async (call) => {
    const { user } = await requireSignedIn(call);
    await changeMe(call, async (_call, { work }) => {
      await write(work, { user, columns: { image_id: null } });
      if (user.image_id !== null) await deleteImageRow(work, user.image_id);
    });
    return deletedJson("image", user.image_id ?? "");
  });
}

interface OwnWork {
  readonly work: Work;
  readonly user: User;
}

/** Does something to the signed-in user, whose row is locked meanwhile, and shows the user. */
export async function changeMe(
  call: FrontendCall,
  job: (call: FrontendCall, own: OwnWork) => Promise<void>,
) {
  const { user } = await requireSignedIn(call);
  await changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    await job(call, { work, user: locked });
  });
  return show(call, user.id);
}

async function show(call: FrontendCall, id: string) {
  const { database } = call.instance;
  const user = await findUser(database, id);
  if (user === undefined) throw clerkError("authenticationInvalid");
  const memberships = await findMembershipsOfUsers(database, [id]);
  return userJson(user, { ...contextNow(call.instance), memberships });
}

async function write(
  work: Work,
  { user, columns }: { readonly user: User; readonly columns: UserColumns },
): Promise<void> {
  await updateUser(work, { id: user.id, now: work.now, columns });
  await tellUser(work, "user.updated", user.id);
}

async function updateProfile(call: FrontendCall, { work, user }: OwnWork): Promise<void> {
  const { form } = call;
  const username = form.clearableText("username");
  if (username !== undefined && username !== user.username) {
    const presence = work.settings.username;
    if (presence === "off") throw clerkError("paramUnknown", { param: "username" });
    if (username !== null) {
      checkUsername(username);
      await requireFreeUsername(work, { username, userId: user.id });
    } else if (presence === "required") {
      throw clerkError("paramNil", { param: "username", values: { name: "username" } });
    }
  }
  const primary = form.text("primary_email_address_id");
  if (primary) {
    const email = user.email_addresses.find(({ id }) => id === primary);
    if (email === undefined) throw clerkError("resourceNotFound");
    await makePrimary(work, { user, email, notify: true });
  }
  const primaryPhone = form.text("primary_phone_number_id");
  if (primaryPhone) {
    const phone = user.phone_numbers.find(({ id }) => id === primaryPhone);
    if (phone === undefined) throw clerkError("resourceNotFound");
    await makePhonePrimary(work, { user, phone });
  }
  const metadata = form.object("unsafe_metadata") ?? undefined;
  const columns: UserColumns = {
    username,
    first_name: form.clearableText("first_name"),
    last_name: form.clearableText("last_name"),
    unsafe_metadata:
      metadata === undefined ? undefined : requireSmallMetadata(metadata, "unsafe_metadata"),
  };
  await write(work, { user, columns });
}

async function updateMetadata(call: FrontendCall, { work, user }: OwnWork): Promise<void> {
  const patch = call.form.object("unsafe_metadata") ?? {};
  const unsafe_metadata = requireSmallMetadata(
    mergeMetadata(user.unsafe_metadata, patch),
    "unsafe_metadata",
  );
  await write(work, { user, columns: { unsafe_metadata } });
}

async function deleteMe(call: FrontendCall) {
  const { user } = await requireSignedIn(call);
  if (!user.delete_self_enabled || !call.instance.settings.current().delete_self) {
    throw clerkError("deleteSelfNotEnabled");
  }
  await requireRecentProof(call);
  await changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked !== undefined) await deleteUser(work, locked);
  });
  return deletedJson("user", user.id);
}

/** Whoever changes a password knows the old one, or has proved themselves just now. */
async function requireCurrentPassword(call: FrontendCall, user: User): Promise<void> {
  if (user.password_digest === null) return;
  const current = call.form.text("current_password");
  if (!current) return requireRecentProof(call, { always: true });
  await requirePassword(call.instance, {
    user,
    password: current,
    failure: clerkError("passwordValidationFailed", { param: "current_password" }),
  });
}

async function changePassword(call: FrontendCall) {
  const { user, session } = await requireSignedIn(call);
  const { instance, form } = call;
  const password = form.requireText("new_password");
  const identifiers = user.email_addresses.map(({ email_address }) => email_address);
  const settings = instance.settings.current();
  throwAll(checkNewPassword(password, { settings, identifiers, param: "new_password" }));
  await requireCurrentPassword(call, user);
  if (await instance.passwords.verify(password, user.password_digest)) {
    throw clerkError("passwordMatchesCurrent", { param: "new_password" });
  }
  const digest = await instance.passwords.hash(password);
  return changeMe(call, async (_call, own) => {
    const { work } = own;
    await write(work, {
      user,
      columns: {
        password_digest: digest,
        password_updated_at: work.now,
        password_compromised: false,
      },
    });
    if (form.flag("sign_out_of_other_sessions") === true) {
      await endUserSessions(work, {
        userId: user.id,
        how: "revoked",
        exceptSessionId: session.id,
      });
    }
    await tellOfNewPassword(own);
  });
}

async function tellOfNewPassword({ work, user }: OwnWork): Promise<void> {
  const primary = user.email_addresses.find(({ id }) => id === user.primary_email_address_id);
  if (primary === undefined) return;
  await sendMail(work, {
    to: primary.email_address,
    slug: "password_changed",
    text: "",
    data: {},
    userId: user.id,
  });
}

async function removePassword(call: FrontendCall) {
  const { user } = await requireSignedIn(call);
  if (call.instance.settings.current().password.required) throw clerkError("passwordRequired");
  if (user.password_digest === null) throw clerkError("noPasswordSet");
  await requireCurrentPassword(call, user);
  return changeMe(call, (_call, { work }) =>
    write(work, { user, columns: { password_digest: null, password_updated_at: null } }),
  );
}
