// What a client asks for with `phx_join`. As hosted reads it: what is not in its form counts as the default and refuses
// nothing.

export interface JoinConfig {
  readonly broadcast: {
    readonly ack: boolean;
    readonly self: boolean;
    readonly replay: unknown;
    readonly replication_ready: boolean;
  };
  readonly presence: { readonly key: string; readonly enabled: boolean };
  readonly postgres_changes: readonly unknown[];
  readonly private: boolean;
}

export interface JoinRequest {
  /** Undefined: the connection's own counts. */
  readonly token: string | undefined;
  readonly config: JoinConfig;
}

export function readJoin(payload: unknown): JoinRequest {
  const given = recordOf(payload);
  const config = recordOf(given.config);
  const broadcast = recordOf(config.broadcast);
  const presence = recordOf(config.presence);
  return {
    token: personsToken(given.access_token ?? given.user_token),
    config: {
      broadcast: {
        ack: flag(broadcast.ack),
        self: flag(broadcast.self),
        replay: broadcast.replay,
        replication_ready: flag(broadcast.replication_ready),
      },
      presence: {
        key: typeof presence.key === "string" ? presence.key : "",
        enabled: flag(presence.enabled),
      },
      postgres_changes: Array.isArray(config.postgres_changes) ? config.postgres_changes : [],
      private: flag(config.private),
    },
  };
}

/** An opaque API key stands for the connection's; so does nothing. */
export function personsToken(text: unknown): string | undefined {
  if (typeof text !== "string" || text === "" || text.startsWith("sb_")) return undefined;
  return text;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function flag(value: unknown): boolean {
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}
