// /v1/me/email_addresses: a user's own addresses. One that was added belongs to nobody until it is verified.
import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendCode } from "../messages/send-code.ts";
import { enroll } from "../organizations/enroll.ts";
import { emailAddressJson } from "../resources/email-address.ts";
import { deletedJson } from "../resources/page.ts";
import { findEmailAddress, updateEmailAddress } from "../store/email-addresses.ts";
import {
  type EmailAddressRow,
  findUser,
  lockUserRow,
  type User,
  updateUser,
} from "../store/users.ts";
import { addEmailAddress, removeEmailAddress } from "../users/change-emails.ts";
import { requireFreeEmailAddress } from "../users/find-identifier-owner.ts";
import { tellUser } from "../users/tell-user.ts";
import { codeError } from "../verification/code-error.ts";
import { tryCode } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { requireRecentProof } from "./recent-proof.ts";
import { change, type FrontendApp, plain, read } from "./routes.ts";

const BASE = "/v1/me/email_addresses";
const MAX_UNVERIFIED = 10;

export function myEmailRoutes(app: FrontendApp): void {
  // A bare list, as Clerk answers it.
  plain(app, ["GET", BASE], async (call) => {
    const { user } = await requireSignedIn(call);
    return user.email_addresses.map((email) => asSeenBy(call, { user, email }));
  });
  change(app, ["POST", BASE], add);
  read(app, `${BASE}/:id`, async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    return asSeenBy(call, { user, email: requireOwn(user, id) });
  });
  change(app, ["DELETE", `${BASE}/:id`], async (call, { id = "" }) => {
    await requireRecentProof(call);
    await withOwnEmail(call, id, async (work, { user, email }) => {
      await removeEmailAddress(work, { user, email });
      await tellUser(work, "user.updated", user.id);
    });
    return deletedJson("email_address", id);
  });
  change(app, ["POST", `${BASE}/:id/prepare_verification`], prepare);
  change(app, ["POST", `${BASE}/:id/attempt_verification`], attempt);
}

function requireOwn(user: User, id: string): EmailAddressRow {
  const email = user.email_addresses.find((address) => address.id === id);
  if (email === undefined) throw clerkError("resourceNotFound");
  return email;
}

interface OwnEmail {
  readonly user: User;
  readonly email: EmailAddressRow;
}

function asSeenBy({ instance }: FrontendCall, { user, email }: OwnEmail) {
  return emailAddressJson(email, { now: instance.clock(), accounts: user.external_accounts });
}

async function withOwnEmail<T>(
  call: FrontendCall,
  id: string,
  job: (work: Work, own: OwnEmail) => Promise<T>,
): Promise<T> {
  const { user } = await requireSignedIn(call);
  return changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    return job(work, { user: locked, email: requireOwn(locked, id) });
  });
}

async function show(call: FrontendCall, id: string) {
  const { database } = call.instance;
  const email = await findEmailAddress(database, id);
  const user = email === undefined ? undefined : await findUser(database, email.user_id);
  if (email === undefined || user === undefined) throw clerkError("resourceNotFound");
  return asSeenBy(call, { user, email });
}

async function add(call: FrontendCall) {
  const { user } = await requireSignedIn(call);
  const text = call.form.requireText("email_address");
  const emailAddress = parseEmailAddress(text, "email_address");
  await requireRecentProof(call);
  const id = await changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    const unverified = locked.email_addresses.filter(({ claimed }) => !claimed).length;
    if (unverified >= MAX_UNVERIFIED) throw clerkError("tooManyUnverified");
    const added = await addEmailAddress(work, {
      user: locked,
      emailAddress,
      claimed: false,
      verification: null,
    });
    await tellUser(work, "user.updated", user.id);
    return added;
  });
  return show(call, id);
}

async function prepare(call: FrontendCall, { id = "" }: Readonly<Record<string, string>>) {
  requireEmailCode(call);
  await withOwnEmail(call, id, async (work, { user, email }) => {
    if (email.verification?.status === "verified") throw clerkError("verificationAlreadyVerified");
    const verification = await sendCode(work, {
      strategy: "email_code",
      to: email.email_address,
      userId: user.id,
    });
    await updateEmailAddress(work, { id, claimed: email.claimed, verification, now: work.now });
  });
  return show(call, id);
}

async function attempt(call: FrontendCall, { id = "" }: Readonly<Record<string, string>>) {
  const code = call.form.requireText("code");
  await withOwnEmail(call, id, async (work, { user, email }) => {
    const prepared = email.verification;
    if (prepared?.status === "verified") throw clerkError("verificationAlreadyVerified");
    if (prepared === null || !("code" in prepared)) throw clerkError("verificationMissing");
    const tried = tryCode(prepared, { code, now: work.now });
    const verified = tried.outcome === "verified";
    if (verified) {
      // Somebody else may have verified the same address meanwhile.
      const { email_address: emailAddress } = email;
      await requireFreeEmailAddress(work, { emailAddress, param: "code", userId: user.id });
    }
    await updateEmailAddress(work, {
      id,
      claimed: email.claimed || verified,
      verification: tried.verification,
      now: work.now,
    });
    if (!verified) throw codeError(tried);
    await enroll(work, { user, emailAddress: email.email_address });
    await updateUser(work, {
      id: user.id,
      now: work.now,
      columns: { primary_email_address_id: user.primary_email_address_id ?? id },
    });
    await tellUser(work, "user.updated", user.id);
  });
  return show(call, id);
}

function requireEmailCode(call: FrontendCall): void {
  const strategy = call.form.text("strategy") ?? "email_code";
  if (strategy === "email_code") return;
  throw clerkError("paramValueDisabled", { param: "strategy", values: { value: strategy } });
}
