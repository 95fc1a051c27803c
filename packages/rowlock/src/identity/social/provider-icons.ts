// Pictures of providers, drawn here so that no other host is asked for them: plain marks by which a button is known, and a
// letter for every other. Components use some as a mask, so what is empty in them is transparent.
import { isOAuthStrategy, providerName } from "../../config/social-providers.ts";

const MARKS: Readonly<Record<string, string>> = {
  google: [
    ["#4285f4", "M44 24h-20M44 24a20 20 0 0 1-6 14.2"],
    ["#34a853", "M38 38.2a20 20 0 0 1-31.5-4.8"],
    ["#fbbc05", "M6.5 33.4a20 20 0 0 1 .2-19.2"],
    ["#ea4335", "M6.7 14.2a20 20 0 0 1 31.3-4.4"],
  ]
    .map(
      ([colour, path]) =>
        `<path d="${path}" fill="none" stroke="${colour}" stroke-width="7" transform="translate(3 3) scale(.875)"/>`,
    )
    .join(""),
  github:
    '<path fill="#1b1f23" fill-rule="evenodd" d="M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40zM14 13l6 3a16 16 0 0 1 8 0l6-3v9a10 9 0 0 1-7 12v9h-6v-9a10 9 0 0 1-7-12z"/>',
  apple:
    '<path fill="#1b1f23" d="M24 14c-3-2-8-3-12 1s-4 11-1 18 6 10 9 10c2 0 3-1 5-1s3 1 5 1c3 0 6-3 9-10-7-3-8-13 0-17-4-5-11-4-15-2z"/><path fill="#1b1f23" d="M24 11c0-5 3-8 8-9 0 5-3 9-8 9z"/>',
  microsoft:
    '<path fill="#f25022" d="M5 5h18v18H5z"/><path fill="#7fba00" d="M25 5h18v18H25z"/><path fill="#00a4ef" d="M5 25h18v18H5z"/><path fill="#ffb900" d="M25 25h18v18H25z"/>',
};

/** An SVG; any name gives one. */
export function providerIcon(provider: string): string {
  const mark = Object.hasOwn(MARKS, provider) ? MARKS[provider] : letterOf(provider);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48">${mark}</svg>`;
}

function letterOf(provider: string): string {
  const strategy = `oauth_${provider}`;
  const name = isOAuthStrategy(strategy) ? providerName(strategy) : provider;
  const letter = /[A-Za-z0-9]/.exec(name)?.[0]?.toUpperCase() ?? "";
  return `<text x="24" y="26" fill="#4a5560" font-family="system-ui,sans-serif" font-size="36" font-weight="700" text-anchor="middle" dominant-baseline="middle">${letter}</text>`;
}
