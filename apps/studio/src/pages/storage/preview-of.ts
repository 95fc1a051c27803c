// What can be shown of a file's bytes, told by the bytes alone: what somebody says of a file may be anything.

import type { FileBytes } from "../../api/storage-queries.ts";

export type FileView =
  | { readonly kind: "image"; readonly url: string }
  | { readonly kind: "text"; readonly text: string; readonly isCut: boolean }
  | { readonly kind: "none" };

const LONGEST_TEXT = 64 * 1024;

/** Beginnings of the formats that every browser draws, as hex digits. SVG is a program that draws, and shown as text. */
const IMAGES: readonly (readonly [type: string, beginning: RegExp])[] = [
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/gif", /^47494638(37|39)61/],
  ["image/webp", /^52494646.{8}57454250/],
  ["image/avif", /^.{8}6674797061766966/],
];

export function previewOf({ bytes, size }: FileBytes): FileView {
  const view = new Uint8Array(bytes);
  const beginning = Array.from(view.subarray(0, 16), hexOf).join("");
  const image = IMAGES.find(([, pattern]) => pattern.test(beginning));
  // Its policy lets Studio draw images of its own origin and of data alone.
  if (image !== undefined) {
    return view.length < size
      ? { kind: "none" }
      : { kind: "image", url: `data:${image[0]};base64,${base64(view)}` };
  }
  const text = view.length === 0 ? undefined : decode(view.subarray(0, LONGEST_TEXT));
  if (text === undefined) return { kind: "none" };
  return { kind: "text", text, isCut: size > LONGEST_TEXT };
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

const PIECE = 0x8000;

function base64(view: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < view.length; start += PIECE) {
    binary += String.fromCharCode(...view.subarray(start, start + PIECE));
  }
  return btoa(binary);
}

/** Undefined: it is no text. The last character may be cut off. */
function decode(view: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(view, { stream: true });
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
