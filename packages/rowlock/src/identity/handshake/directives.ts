// Set-Cookie texts that the app's own server passes on to the browser. JavaScript reads most of these cookies, so they
// are not HttpOnly, as Clerk's are not.
import { serialize } from "hono/utils/cookie";

export const YEAR_SECONDS = 365 * 86_400;

export function setCookie(
  name: string,
  value: string,
  options: { readonly maxAge: number; readonly httpOnly?: boolean },
): string {
  return serialize(name, value, { path: "/", sameSite: "Lax", ...options });
}

/** `__session`, for who wants the suffixed one alone and for who knows no suffix. */
export function sessionCookies(token: string, cookieSuffix: string): readonly string[] {
  return ["__session", `__session_${cookieSuffix}`].map((name) =>
    setCookie(name, token, { maxAge: YEAR_SECONDS }),
  );
}

export function expireCookie(name: string): string {
  return serialize(name, "", { path: "/", sameSite: "Lax", maxAge: 0, expires: new Date(0) });
}
