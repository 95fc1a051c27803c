// Identifiers as Clerk makes them: a prefix and 27 letters and digits that sort by the time of making (as a KSUID), and
// within one millisecond by the order of making, in byte order: SQL says `collate "C"`. They are names, not secrets: whoever needs a secret takes `newSecret`.

export const ID_PREFIXES = {
  instance: "ins",
  user: "user",
  emailAddress: "idn",
  phoneNumber: "idn",
  passkey: "idn",
  externalAccount: "eac",
  identification: "idn",
  client: "client",
  session: "sess",
  sessionActivity: "sess_activity",
  signIn: "sia",
  signUp: "sua",
  organization: "org",
  membership: "orgmem",
  organizationInvitation: "orginv",
  organizationDomain: "orgdmn",
  role: "role",
  permission: "perm",
  jwtTemplate: "jtmp",
  signInToken: "sit",
  actorToken: "act",
  invitation: "inv",
  message: "ema",
  sms: "sms",
  image: "img",
  identifier: "alid",
  redirectUrl: "ru",
  proxyCheck: "proxchk",
  waitlistEntry: "wle",
  suggestion: "orgsug",
  membershipRequest: "orgmemreq",
  totp: "totp",
  backupCode: "bkc",
  webhookEndpoint: "ep",
  webhookMessage: "msg",
  webhookAttempt: "atmpt",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** Fills the array with random bytes; passed in so that tests can fix it. */
export type RandomBytes = (size: number) => Uint8Array;

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const EPOCH_SECONDS = 1_400_000_000;
const BODY_LENGTH = 27;

function base62(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  while (text.length < BODY_LENGTH) {
    text = ALPHABET.charAt(Number(value % 62n)) + text;
    value /= 62n;
  }
  return text;
}

/** Makes an identifier such as `user_2abc...`; `now` in milliseconds since 1970. */
export type NewId = (kind: IdKind, now: number) => string;

/** The source of one service's identifiers. It counts them, so that two of one millisecond keep their order. */
export function createNewId(random: RandomBytes): NewId {
  let sequence = 0;
  return (kind, now) => {
    const bytes = new Uint8Array(20);
    const view = new DataView(bytes.buffer);
    sequence = (sequence + 1) % 2 ** 32;
    view.setUint32(0, Math.floor(now / 1000) - EPOCH_SECONDS);
    view.setUint16(4, now % 1000);
    view.setUint32(6, sequence);
    bytes.set(random(10), 10);
    return `${ID_PREFIXES[kind]}_${base62(bytes)}`;
  };
}

/** 256 random bits as base64url: cookie values, tickets, nonces. */
export function newSecret(random: RandomBytes): string {
  return Buffer.from(random(32)).toString("base64url");
}
