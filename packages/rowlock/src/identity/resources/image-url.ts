// Addresses of pictures. Everybody has one: without an upload it is drawn from the initials, and the address itself
// says what to draw, in the form by which Clerk's components know a default picture.
import type { Addresses } from "../addresses.ts";

export interface Pictured {
  readonly kind: "user" | "organization";
  readonly id: string;
  readonly image_id: string | null;
  readonly name?: string;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
}

/** What a default picture is drawn from. */
export interface DefaultPicture {
  readonly type: "default";
  readonly rid: string;
  readonly initials: string;
}

export function imageUrl(pictured: Pictured, addresses: Addresses): string {
  if (pictured.image_id !== null) return `${addresses.app}/images/${pictured.image_id}`;
  const picture: DefaultPicture = {
    type: "default",
    rid: pictured.id,
    initials: initialsOf(pictured),
  };
  return `${addresses.app}/${Buffer.from(JSON.stringify(picture)).toString("base64")}`;
}

function initialsOf(pictured: Pictured): string {
  const names =
    pictured.kind === "organization"
      ? [pictured.name ?? ""]
      : [pictured.first_name ?? "", pictured.last_name ?? ""];
  // Plain letters and digits only: the text stands in an address and in a drawing.
  return names.map((name) => /[A-Za-z0-9]/.exec(name)?.[0]?.toUpperCase() ?? "").join("");
}

/** Reads the address of a default picture; undefined for any other path. */
export function parseDefaultPicture(path: string): DefaultPicture | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(path, "base64").toString());
    if (typeof value !== "object" || value === null) return undefined;
    const { type, rid, initials } = value as Record<string, unknown>;
    const whole = type === "default" && typeof rid === "string" && typeof initials === "string";
    return whole && /^[A-Z0-9]{0,2}$/.test(initials) ? { type, rid, initials } : undefined;
  } catch {
    return undefined;
  }
}

/** Draws a default picture as SVG. Its text is at most two letters of the Latin alphabet. */
export function drawDefaultPicture({ rid, initials }: DefaultPicture): string {
  let hue = 0;
  for (const character of rid) hue = (hue * 31 + character.charCodeAt(0)) % 360;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="160" height="160">',
    `<rect width="80" height="80" fill="hsl(${hue} 45% 45%)"/>`,
    `<text x="40" y="42" fill="#fff" font-family="system-ui,sans-serif" font-size="32" text-anchor="middle" dominant-baseline="middle">${initials}</text>`,
    "</svg>",
  ].join("");
}
