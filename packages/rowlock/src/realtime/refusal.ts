// Why a join, a token or a message is refused, in hosted Realtime's words: a code, and a sentence for the client. Never a
// token, a key or a row.

const WORDS = {
  Unauthorized: (name: string) =>
    `You do not have permissions to read from this Channel topic: ${name}`,
  InvalidJWTToken: (what: string) => what,
  MalformedJWT: () => "The token provided is not a valid JWT",
  JwtSignatureError: () => "Failed to validate JWT signature",
  TopicNameRequired: () => "You must provide a topic name",
  ChannelRateLimitReached: () => "Too many channels",
  UnableToReplayMessages: (what: string) => what,
  NoLongerAuthorized: (name: string) =>
    `You no longer have permission to read from this Channel topic: ${name}`,
  PresenceRateLimitReached: () => "Client presence rate limit exceeded",
  TrackMessageTooLarge: () => "Track message size exceeded",
  InitializingProjectConnection: () => "Connecting to the project database",
  IncreaseConnectionPool: () => "Please increase your connection pool size",
  UnknownErrorOnChannel: () => "The server failed; its log says where",
} as const satisfies Readonly<Record<string, (text: string) => string>>;

export type RefusalCode = keyof typeof WORDS;

const PASSING: readonly RefusalCode[] = ["InitializingProjectConnection", "IncreaseConnectionPool"];

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** The server's own trouble, so that the client may try again. */
  readonly isPassing: boolean;
  /** As the join's reply gives it. */
  readonly reason: string;

  constructor(code: RefusalCode, about = "") {
    super(WORDS[code](about));
    this.code = code;
    this.isPassing = PASSING.includes(code);
    this.reason = `${code}: ${this.message}`;
  }
}
