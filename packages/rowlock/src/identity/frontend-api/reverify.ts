// /v1/client/sessions/:id/verify: a signed-in user proves again who they are, by password or by a code, by
// their second factor, or by both.
import { clerkError } from "../errors/clerk-api-error.ts";
import { hasSecondFactor, supportedSecondFactors } from "../resources/second-factor.ts";
import { supportedFirstFactors } from "../resources/sign-in.ts";
import { verificationJson } from "../resources/verification.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import {
  findSession,
  type Reverification,
  type SessionRow,
  saveReverification,
  setSecondFactorVerified,
} from "../store/sessions.ts";
import type { SecondFactor } from "../store/sign-ins.ts";
import { clearFailedAttempts, findUser, lockUserRow, type User } from "../store/users.ts";
import { countFailure, requireNotLocked, requirePassword } from "../users/lockout.ts";
import {
  requireSecondFactor,
  sendSecondFactor,
  trySecondFactorCode,
} from "../users/second-factors.ts";
import { codeError } from "../verification/code-error.ts";
import { tryCode } from "../verification/code-verification.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireOwnSession } from "./frontend-call.ts";
import { requirePerson } from "./impersonation.ts";
import { liveSessionJson } from "./read-client.ts";
import { askForOwnPasskey, proveOwnPasskey } from "./reverify-passkey.ts";
import { change, type FrontendApp } from "./routes.ts";
import { requireOwnIdentification } from "./sign-in/attempt-first-factor.ts";
import { sendFirstFactor } from "./sign-in/prepare-first-factor.ts";

const BASE = "/v1/client/sessions/:id/verify";
const LIFETIME_MS = 10 * 60 * 1000;

export function reverifyRoutes(app: FrontendApp): void {
  change(app, ["POST", BASE], start);
  change(app, ["POST", `${BASE}/prepare_first_factor`], prepare);
  change(app, ["POST", `${BASE}/attempt_first_factor`], attempt);
  change(app, ["POST", `${BASE}/attempt_second_factor`], attemptSecond);
  change(app, ["POST", `${BASE}/prepare_second_factor`], prepareSecond);
}

type Path = Readonly<Record<string, string>>;

async function start(call: FrontendCall, { id = "" }: Path) {
  const session = await requireOwnSession(call, id);
  requirePerson(session);
  const level = call.form.text("level") ?? "first_factor";
  if (level !== "first_factor" && level !== "second_factor" && level !== "multi_factor") {
    throw clerkError("paramValueInvalid", {
      param: "level",
      values: { reason: `${level} does not match one of the allowed values for parameter level` },
    });
  }
  const user = await findUser(call.instance.database, session.user_id);
  // Who has no second factor proves the first, whatever was asked for.
  const reached = user !== undefined && hasSecondFactor(user) ? level : "first_factor";
  return save(call, {
    session,
    reverification: {
      status: reached === "second_factor" ? "needs_second_factor" : "needs_first_factor",
      level: reached,
      first_factor: null,
      expire_at: call.instance.clock() + LIFETIME_MS,
    },
  });
}

async function underWay(call: FrontendCall, id: string) {
  const session = await requireOwnSession(call, id);
  requirePerson(session);
  const { reverification } = session;
  const user = await findUser(call.instance.database, session.user_id);
  if (reverification === null || reverification.expire_at <= call.instance.clock()) {
    throw clerkError("reverificationMissing");
  }
  if (user === undefined) throw clerkError("authenticationInvalid");
  return { session, reverification, user };
}

async function prepare(call: FrontendCall, { id = "" }: Path) {
  const { session, reverification, user } = await underWay(call, id);
  const strategy = call.form.requireText("strategy");
  if (strategy.startsWith("reset_password")) {
    throw clerkError("strategyForUserInvalid", { param: "strategy" });
  }
  const first_factor =
    strategy === "passkey"
      ? await askForOwnPasskey(call, user)
      : await changeWork(call, (work) =>
          sendFirstFactor(call, { work, user, strategy, typed: null }),
        );
  return save(call, { session, reverification: { ...reverification, first_factor } });
}

async function prepareSecond(call: FrontendCall, { id = "" }: Path) {
  const { session, reverification, user } = await underWay(call, id);
  requireStep(reverification, "needs_second_factor");
  const strategy = call.form.requireText("strategy");
  const phoneNumberId = call.form.text("phone_number_id") ?? undefined;
  const second_factor = await changeWork(call, (work) =>
    sendSecondFactor(work, { user, strategy, phoneNumberId }),
  );
  return save(call, { session, reverification: { ...reverification, second_factor } });
}

/** A code of the second factor; a wrong one is counted. */
async function attemptSecond(call: FrontendCall, { id = "" }: Path) {
  const strategy = call.form.requireText("strategy");
  const code = call.form.requireText("code");
  const { session, reverification, user } = await underWay(call, id);
  requireStep(reverification, "needs_second_factor");
  const proved = await changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    requireNotLocked(locked, work.now);
    const factor =
      strategy === "phone_code"
        ? await proveSms(work, { user: locked, sessionId: session.id, code })
        : ({
            strategy: await requireSecondFactor(work, { user: locked, strategy, code }),
            status: "verified",
            attempts: 1,
          } as const);
    await clearFailedAttempts(work, user.id);
    await setSecondFactorVerified(work, { id: session.id, now: work.now });
    return factor;
  });
  return save(call, {
    session,
    reverification: { ...reverification, status: "complete", second_factor: proved },
  });
}

/** Tries the code as it lies with the session now that the user's row is locked: each try sees those before it. */
async function proveSms(
  work: Work,
  {
    user,
    sessionId,
    code,
  }: { readonly user: User; readonly sessionId: string; readonly code: string },
): Promise<SecondFactor> {
  const reverification = (await findSession(work, sessionId))?.reverification ?? null;
  if (reverification === null) throw clerkError("reverificationMissing");
  const prepared = reverification.second_factor;
  const { verification, failure } = await trySecondFactorCode(work, { user, prepared, code });
  await saveReverification(work, {
    id: sessionId,
    reverification: { ...reverification, second_factor: verification },
  });
  if (failure !== undefined) throw failure;
  return verification;
}

function requireStep(reverification: Reverification, status: Reverification["status"]): void {
  if (reverification.status === status) return;
  throw clerkError("actionForReverificationInvalid");
}

async function attempt(call: FrontendCall, { id = "" }: Path) {
  const { session, reverification, user } = await underWay(call, id);
  requireStep(reverification, "needs_first_factor");
  const first_factor = await proveFirst(call, { session, reverification, user });
  if (reverification.level !== "multi_factor") {
    await changeWork(call, (work) => clearFailedAttempts(work, user.id));
  }
  return save(call, {
    session,
    reverification: {
      ...reverification,
      status: reverification.level === "multi_factor" ? "needs_second_factor" : "complete",
      first_factor,
    },
    verifiedAt: call.instance.clock(),
  });
}

function proveFirst(
  call: FrontendCall,
  current: {
    readonly session: SessionRow;
    readonly reverification: Reverification;
    readonly user: User;
  },
): Promise<Reverification["first_factor"]> {
  const strategy = call.form.requireText("strategy");
  if (strategy === "password") return provePassword(call, current.user);
  if (strategy === "passkey") return proveOwnPasskey(call, current);
  return proveCode(call, current);
}

async function provePassword(
  call: FrontendCall,
  user: User,
): Promise<Reverification["first_factor"]> {
  await requirePassword(call.instance, {
    user,
    password: call.form.requireText("password"),
    failure: clerkError("passwordIncorrect", { param: "password" }),
  });
  return { strategy: "password", status: "verified" };
}

function proveCode(
  call: FrontendCall,
  current: { readonly session: SessionRow; readonly reverification: Reverification },
): Promise<Reverification["first_factor"]> {
  const code = call.form.requireText("code");
  return changeWork(call, async (work) => {
    const user = await lockUserRow(work, current.session.user_id);
    const session = await findSession(work, current.session.id);
    const reverification = session?.reverification ?? current.reverification;
    const { first_factor } = reverification;
    if (user === undefined) throw clerkError("authenticationInvalid");
    requireNotLocked(user, work.now);
    if (first_factor === null || !("code" in first_factor)) throw clerkError("verificationMissing");
    requireOwnIdentification(first_factor, { user, settings: work.settings });
    const tried = tryCode(first_factor, { code, now: work.now });
    await saveReverification(work, {
      id: current.session.id,
      reverification: { ...reverification, first_factor: tried.verification },
    });
    if (tried.outcome !== "verified") {
      throw await countFailure(work, { user, failure: codeError(tried) });
    }
    return tried.verification;
  });
}

async function save(
  call: FrontendCall,
  change: {
    readonly session: SessionRow;
    readonly reverification: Reverification;
    readonly verifiedAt?: number;
  },
) {
  const { instance, origin } = call;
  const { database } = instance;
  const { session, reverification } = change;
  await saveReverification(database, { ...change, id: session.id });
  const saved = (await findSession(database, session.id)) ?? session;
  const user = await findUser(database, session.user_id);
  if (user === undefined) throw clerkError("authenticationInvalid");
  const memberships = await findMembershipsOfUsers(database, [user.id]);
  const { first_factor } = reverification;
  const settings = instance.settings.current();
  return {
    object: "session_reverification",
    id: session.id,
    status: reverification.status,
    level: reverification.level,
    session: await liveSessionJson(instance, { session: saved, user, memberships, origin }),
    supported_first_factors: supportedFirstFactors(user, { identifier: null, settings }).filter(
      ({ strategy }) => !/^(reset_password|oauth)_/.test(strategy),
    ),
    supported_second_factors: supportedSecondFactors(user),
    first_factor_verification:
      first_factor === null
        ? null
        : "expire_at" in first_factor
          ? verificationJson(first_factor, instance.clock())
          : verificationJson({ ...first_factor, attempts: 1 }, instance.clock()),
    second_factor_verification: reverification.second_factor
      ? verificationJson(reverification.second_factor, instance.clock())
      : null,
  };
}
