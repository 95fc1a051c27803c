// What a request says of the device it comes from, for the list of a user's devices. A guess from the User-Agent, and
// never a reason to trust or refuse anything.
import type { SessionActivity } from "../store/sessions.ts";

const BROWSERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Edge", /Edg(?:e|A|iOS)?\/([\d.]+)/],
  ["Opera", /OPR\/([\d.]+)/],
  ["Samsung Browser", /SamsungBrowser\/([\d.]+)/],
  ["Firefox", /(?:Firefox|FxiOS)\/([\d.]+)/],
  ["Chrome", /(?:HeadlessChrome|Chrome|CriOS)\/([\d.]+)/],
  ["Safari", /Version\/([\d.]+).*Safari\//],
];

const DEVICES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Macintosh", /Macintosh/],
  ["Windows", /Windows/],
  ["Chromebook", /CrOS/],
  ["Linux", /Linux/],
];

export function sessionActivity(headers: Headers): SessionActivity {
  const agent = headers.get("user-agent") ?? "";
  const address = headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? "127.0.0.1";
  const device = DEVICES.find(([, pattern]) => pattern.test(agent))?.[0];
  const common = {
    is_mobile: /Mobi|Android|iPhone|iPad/.test(agent),
    ip_address: address.slice(0, 45),
    ...(device === undefined ? {} : { device_type: device }),
  };
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(agent)?.[1];
    if (version !== undefined) return { ...common, browser_name: name, browser_version: version };
  }
  return common;
}
