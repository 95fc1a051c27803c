// Preloaded into the programs of a test: writes down every host that the process connects to.
import { appendFileSync } from "node:fs";
import { Socket } from "node:net";

const { connect } = Socket.prototype;

Socket.prototype.connect = function recorded(...args) {
  // Node's own callers pass what they have read of the arguments, as an array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const target = typeof first === "object" ? first : { port: first, host: second };
  if (!target.path) {
    appendFileSync(process.env.RECORD_HOSTS_IN, `${target.host ?? "localhost"}\n`);
  }
  return connect.apply(this, args);
};
