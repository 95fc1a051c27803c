// Conditional and range requests (RFC 9110, sections 13 and 14), over an ETag and a time that are known. Pure.
import type { RequestHeaders } from "../../http/request-headers.ts";
import { failure } from "../errors.ts";

export interface Validators {
  /** With its quotes. */
  readonly etag: string | undefined;
  readonly lastModified: Date | undefined;
}

/** Whether the client has this already. */
export function isUnchanged(headers: RequestHeaders, { etag, lastModified }: Validators): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== undefined) {
    if (tags.trim() === "*") return true;
    return etag !== undefined && tags.split(",").some((tag) => weak(tag) === weak(etag));
  }
  const since = seconds(headers.get("if-modified-since"));
  return since !== undefined && lastModified !== undefined && secondsOf(lastModified) <= since;
}

function weak(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}

function seconds(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export interface ByteRange {
  readonly start: number;
  /** Not among them. */
  readonly end: number;
}

export interface RangedContent extends Validators {
  readonly size: number;
}

/**
 * The one range that is asked for; undefined: the whole, which is also the answer to several ranges and to what is no
 * range. @throws StorageError InvalidRange for one that begins beyond the end
 */
export function askedRange(headers: RequestHeaders, content: RangedContent): ByteRange | undefined {
  const asked = headers.get("range");
  if (asked === undefined || !isStill(headers.get("if-range"), content)) return undefined;
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(asked.trim()) ?? [];
  if (first === "" && last === "") return undefined;
  const { size } = content;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (start >= end) throw failure("range");
  return { start, end };
}

function isStill(condition: string | undefined, { etag, lastModified }: Validators): boolean {
  if (condition === undefined) return true;
  if (condition.startsWith('"')) return condition === etag;
  return lastModified !== undefined && seconds(condition) === secondsOf(lastModified);
}
