// A message of the server's as bytes of a WebSocket: whole, in one frame, not masked (RFC 6455, 5.2), so that they are the
// same for everybody who gets it.

const TEXT = 0x1;
const BINARY = 0x2;
const FINAL = 0x80;
/** Longer ones tell their length in two bytes more, or in eight. */
const SHORT = 125;
const MEDIUM = 0xffff;

export function webSocketFrame(
  payload: Buffer,
  { isBinary }: { readonly isBinary: boolean },
): Buffer {
  return Buffer.concat([head(payload.length, isBinary ? BINARY : TEXT), payload]);
}

function head(length: number, opcode: number): Buffer {
  const first = FINAL | opcode;
  if (length <= SHORT) return Buffer.from([first, length]);
  if (length <= MEDIUM) return Buffer.from([first, 126, length >> 8, length & 0xff]);
  const long = Buffer.alloc(10);
  long[0] = first;
  long[1] = 127;
  long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}
