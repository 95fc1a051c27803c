// A text frame: an array in version 2, an object in version 1.
import { FrameError, type ProtocolVersion, type TextFrame } from "./frame.ts";

/** @throws FrameError */
export function readText(text: string, version: ProtocolVersion): TextFrame {
  const parsed = parse(text);
  const fields = version === "2" ? fromArray(parsed) : fromObject(parsed);
  const { topic, event, payload } = fields;
  if (typeof topic !== "string" || typeof event !== "string") {
    throw new FrameError("A message needs a topic and an event");
  }
  const joinRef = readRef(fields.joinRef);
  return { kind: "text", joinRef, ref: readRef(fields.ref), topic, event, payload };
}

interface Fields {
  readonly joinRef?: unknown;
  readonly ref?: unknown;
  readonly topic?: unknown;
  readonly event?: unknown;
  readonly payload?: unknown;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrameError("A message must be JSON");
  }
}

function fromArray(parsed: unknown): Fields {
  if (!Array.isArray(parsed) || parsed.length !== 5) {
    throw new FrameError("A message of version 2.0.0 is an array of five");
  }
  const [joinRef, ref, topic, event, payload] = parsed;
  return { joinRef, ref, topic, event, payload };
}

function fromObject(parsed: unknown): Fields {
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new FrameError("A message of version 1.0.0 is an object");
  }
  const { join_ref: joinRef, ...fields } = parsed as Record<string, unknown>;
  return { ...fields, joinRef };
}

function readRef(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw new FrameError("A ref is a string or null");
}
