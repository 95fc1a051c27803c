// Claims the port of the embedded server before it is started, so that a taken one is said in words.
import { createServer } from "node:net";
import { portTakenError } from "../../processes/port-taken.ts";

/** The error for a port of the database's that another program listens on. */
export function portTaken(port: number): Error {
  return portTakenError({ port, wanted: "the database" });
}

/** Gives the port, or a free one for 0, after seeing that it can be listened on. @throws PORT_TAKEN */
export function claimPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port) : error);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const free = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(free));
    });
  });
}
