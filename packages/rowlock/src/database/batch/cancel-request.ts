// PostgreSQL's cancel request: a connection of its own that names another one's key, sends nothing else and is closed by
// the server. https://www.postgresql.org/docs/17/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
// INVARIANT: a connection whose cancel request is still on its way runs no other batch: it would be the one that is hit.
import pg from "pg";

/** What pg knows of a connection and its types do not tell. */
interface Addressed {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean | object;
  readonly processID: number;
  readonly secretKey: number;
}

interface CancelConnection extends pg.Connection {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
}

const TIMEOUT_MS = 5_000;

/**
 * Cancels what a connection runs. True once the server has closed the request's connection, which it does after it has
 * told the backend: from then on nothing can come late. False when that is not known.
 */
export function requestCancel(client: pg.Client): Promise<boolean> {
  const { host, port, ssl, processID, secretKey } = client as pg.Client & Addressed;
  const connection = new pg.Connection({ ssl } as object) as CancelConnection;
  return new Promise((resolve) => {
    let sent = false;
    const send = () => {
      sent = true;
      connection.cancel(processID, secretKey);
    };
    const settle = (isOver: boolean) => {
      clearTimeout(timer);
      connection.stream.destroy();
      resolve(isOver);
    };
    const timer = setTimeout(() => settle(false), TIMEOUT_MS);
    connection.once("connect", () => (ssl ? connection.requestSsl() : send()));
    connection.once("sslconnect", send);
    connection.on("error", () => settle(false));
    connection.once("end", () => settle(sent));
    if (host.startsWith("/")) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
