// The Prefer header (RFC 7240) with PostgREST's preferences. A new preference with fixed values is a line in CHOICES.
// The first value of a preference counts; what is not known is kept, since `handling=strict` refuses it.

/** Every preference that is chosen among fixed values; the order is that of Preference-Applied. */
export const CHOICES = {
  resolution: ["merge-duplicates", "ignore-duplicates"],
  missing: ["default", "null"],
  return: ["representation", "minimal", "headers-only"],
  count: ["exact", "planned", "estimated"],
  tx: ["commit", "rollback"],
  handling: ["strict", "lenient"],
} as const;

type Choices = typeof CHOICES;

export type Preferences = {
  readonly [Name in keyof Choices]: Choices[Name][number] | undefined;
} & {
  readonly timezone: string | undefined;
  readonly maxAffected: number | undefined;
  readonly unknown: readonly string[];
};

const NONE: Preferences = Object.freeze({
  resolution: undefined,
  missing: undefined,
  return: undefined,
  count: undefined,
  tx: undefined,
  handling: undefined,
  timezone: undefined,
  maxAffected: undefined,
  unknown: [],
});

const BY_TEXT: ReadonlyMap<string, readonly [name: keyof Choices, value: string]> = new Map(
  Object.entries(CHOICES).flatMap(([name, values]) =>
    values.map((value) => [`${name}=${value}`, [name as keyof Choices, value]] as const),
  ),
);

export interface PreferenceOptions {
  /** Whether a request may choose the end of its transaction. */
  readonly txOverride: boolean;
}

/** Reads the Prefer header (several are one, joined by commas). */
export function parsePreferences(
  header: string | undefined,
  options: PreferenceOptions,
): Preferences {
  if (header === undefined) return NONE;
  const found: Record<string, unknown> = { ...NONE };
  const unknown: string[] = [];
  let maxAffected: string | undefined;
  for (const item of header.split(",").map((text) => text.trim())) {
    const choice = BY_TEXT.get(item);
    if (choice !== undefined) {
      if (choice[0] !== "tx" || options.txOverride) found[choice[0]] ??= choice[1];
    } else if (item.startsWith("timezone=")) found.timezone ??= item.slice("timezone=".length);
    else if (item.startsWith("max-affected=")) maxAffected ??= item.slice("max-affected=".length);
    else unknown.push(item);
  }
  if (maxAffected !== undefined && /^-?\d+$/.test(maxAffected))
    found.maxAffected = Number(maxAffected);
  return { ...(found as unknown as Preferences), unknown };
}

/** Preferences that are said to be applied only where they mean something; the others always. */
const SITUATIONAL = ["resolution", "return", "missing", "maxAffected"] as const;

export type SituationalPreference = (typeof SITUATIONAL)[number];

const NAMES = Object.keys(CHOICES) as readonly (keyof Choices)[];
const ALWAYS: ReadonlySet<string> = new Set(
  NAMES.filter((name) => !(SITUATIONAL as readonly string[]).includes(name)),
);

/** The value of Preference-Applied, if any preference was: those that always are, and those that mean something here. */
export function renderPreferences(
  preferences: Preferences,
  situational: readonly SituationalPreference[],
): string | undefined {
  if (preferences === NONE) return undefined;
  const applies = (name: string) => ALWAYS.has(name) || situational.some((one) => one === name);
  const items = NAMES.filter((name) => preferences[name] !== undefined && applies(name)).map(
    (name) => `${name}=${preferences[name]}`,
  );
  const { timezone, handling, maxAffected } = preferences;
  if (timezone !== undefined) items.push(`timezone=${timezone}`);
  if (handling === "strict" && maxAffected !== undefined && applies("maxAffected")) {
    items.push(`max-affected=${maxAffected}`);
  }
  return items.length === 0 ? undefined : items.join(", ");
}
