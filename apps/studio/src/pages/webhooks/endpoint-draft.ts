// What the form of an endpoint holds while it is filled in, and what the Backend API is sent for it.
import type { WebhookEndpoint, WebhookFaults } from "../../api/webhook-queries.ts";

type Share = "fail" | "lose_answer" | "duplicate" | "reorder";
export type FaultName = keyof WebhookFaults;

/** Shares in percent, as people write them; waits in milliseconds. */
export type FaultTexts = Readonly<Record<FaultName, string>>;

export interface EndpointDraft {
  readonly url: string;
  /** Groups such as `user.*`, or single types; none: all. */
  readonly events: readonly string[];
  readonly faults: FaultTexts;
}

const SHARES: readonly Share[] = ["fail", "lose_answer", "duplicate", "reorder"];
const WAITS = ["reorder_ms", "delay_ms"] as const;

export function draftOf(endpoint?: WebhookEndpoint): EndpointDraft {
  const { url = "", events = [], faults = {} } = endpoint ?? {};
  const shares = SHARES.map((name) => [name, percentOf(faults[name])]);
  const waits = WAITS.map((name) => [name, String(faults[name] ?? "")]);
  return { url, events, faults: Object.fromEntries([...shares, ...waits]) as FaultTexts };
}

/** Of a declared endpoint the file says all but the faults. */
export function bodyOf({ url, events, faults }: EndpointDraft, declared: boolean): object {
  const told = { faults: faultsOf(faults) };
  return declared ? told : { url, events, ...told };
}

function faultsOf(texts: FaultTexts): WebhookFaults {
  const shares = SHARES.filter((name) => texts[name] !== "").map((name) => [
    name,
    Number(texts[name]) / 100,
  ]);
  const waits = WAITS.filter((name) => texts[name] !== "").map((name) => [
    name,
    Number(texts[name]),
  ]);
  return Object.fromEntries([...shares, ...waits]);
}

function percentOf(share: number | undefined): string {
  return share === undefined ? "" : String(Math.round(share * 1000) / 10);
}

/** What is switched on, in a few words each. */
export function faultWords(faults: WebhookFaults): readonly string[] {
  const percent = (share: number | undefined, words: string) =>
    share ? [`${percentOf(share)} % ${words}`] : [];
  return [
    ...percent(faults.fail, "fail"),
    ...percent(faults.lose_answer, "lose the answer"),
    ...percent(faults.duplicate, "come twice"),
    ...percent(faults.reorder, "overtaken"),
    ...(faults.delay_ms ? [`${faults.delay_ms} ms late`] : []),
  ];
}
