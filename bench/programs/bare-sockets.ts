// What a fan-out costs at the least: a bare ws server that gives each message to everybody else, and knows of no topics.
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
const sockets = new Set<WebSocket>();

server.on("connection", (socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.on("message", (data: Buffer) => {
    for (const other of sockets) if (other !== socket) other.send(data, { binary: true });
  });
});

server.on("listening", () => {
  process.stdout.write(`Listening on ${(server.address() as AddressInfo).port}\n`);
});
