// Whether somebody listens at a port of this machine, found out by knocking there: nothing is opened for it.
import { connect } from "node:net";

const PATIENCE_MS = 1_000;

export function isPortInUse(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const tell = (inUse: boolean) => {
      socket.destroy();
      resolve(inUse);
    };
    socket.setTimeout(PATIENCE_MS, () => tell(true));
    socket.once("connect", () => tell(true));
    socket.once("error", () => tell(false));
  });
}
