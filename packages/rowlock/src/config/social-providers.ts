// The providers of social sign-in that Clerk's components know by name and picture, and the form of a strategy. Any other
// provider is a custom one: `oauth_custom_acme`.

/** Their names as Clerk's components show them, by what follows `oauth_`. */
const NAMES: Readonly<Record<string, string>> = {
  apple: "Apple",
  atlassian: "Atlassian",
  bitbucket: "Bitbucket",
  box: "Box",
  coinbase: "Coinbase",
  discord: "Discord",
  dropbox: "Dropbox",
  facebook: "Facebook",
  github: "GitHub",
  gitlab: "GitLab",
  google: "Google",
  hubspot: "HubSpot",
  huggingface: "Hugging Face",
  instagram: "Instagram",
  line: "LINE",
  linear: "Linear",
  linkedin: "LinkedIn",
  linkedin_oidc: "LinkedIn",
  microsoft: "Microsoft",
  notion: "Notion",
  slack: "Slack",
  spotify: "Spotify",
  tiktok: "TikTok",
  twitch: "Twitch",
  twitter: "Twitter",
  vercel: "Vercel",
  x: "X / Twitter",
  xero: "Xero",
};

export type OAuthStrategy = `oauth_${string}`;

/** Whether a text is a strategy of a provider that may be switched on. */
export function isOAuthStrategy(text: string): text is OAuthStrategy {
  const known = Object.hasOwn(NAMES, text.slice("oauth_".length));
  return text.startsWith("oauth_") && (known || /^oauth_custom_[a-z0-9_]{1,40}$/.test(text));
}

/** What people call a provider. */
export function providerName(strategy: OAuthStrategy): string {
  const provider = strategy.slice("oauth_".length);
  const known = Object.hasOwn(NAMES, provider) ? NAMES[provider] : undefined;
  if (known !== undefined) return known;
  const words = provider.replace(/^custom_/, "").split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
