// The embedded server's settings, given on its command line so that they win over what lies in the data directory.
// INVARIANT: loopback only, no unix socket, and a log without statements, parameters, details or error messages of
// sessions: those can hold a row's values.

export interface ServerSettingsOptions {
  readonly port: number;
  /** False: a crash of the machine may lose or damage data. For throw-away clusters of tests only. */
  readonly durable: boolean;
  readonly maxConnections: number;
}

/** Settings by name, as `postgres -c name=value` takes them. */
export function serverSettings(options: ServerSettingsOptions): Readonly<Record<string, string>> {
  const durable = options.durable ? "on" : "off";
  return {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    unix_socket_directories: "",
    max_connections: String(options.maxConnections),
    shared_buffers: "32MB",
    wal_level: "logical",
    max_wal_size: "256MB",
    min_wal_size: "32MB",
    // Anybody with REPLICATION can make a slot and forget it: beyond this it loses its place instead of filling the disk.
    max_slot_wal_keep_size: "1GB",
    fsync: durable,
    full_page_writes: durable,
    synchronous_commit: durable,
    jit: "off",
    // Writing what each statement does into the process list costs up to a twentieth of a small one.
    update_process_title: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_destination: "stderr",
    logging_collector: "off",
    log_line_prefix: "%m [%p] ",
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_statement: "none",
    log_min_duration_statement: "-1",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
    log_checkpoints: "off",
    password_encryption: "scram-sha-256",
  };
}
