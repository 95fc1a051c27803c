// Set-Cookie texts that the app's own server passes on to the browser. JavaScript reads these cookies, so they are
// not HttpOnly, as Clerk's are not.
import { serialize } from "hono/utils/cookie";

export function setCookie(
  name: string,
  value: string,
  options: { readonly maxAge: number },
): string {
  return serialize(name, value, { path: "/", sameSite: "Lax", maxAge: options.maxAge });
}

export function expireCookie(name: string): string {
  return serialize(name, "", { path: "/", sameSite: "Lax", maxAge: 0, expires: new Date(0) });
}
