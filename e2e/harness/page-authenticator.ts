// Gives a page an authenticator in software: the virtual one of Chromium's DevTools ends the Chromium that comes from npm.
// Its keys lie in the origin's local storage, so that they outlive the page. clerk-js takes an automated browser for one
// without passkeys: start it with NOT_AUTOMATED.
import type { Page } from "playwright-core";
import { createSoftwareAuthenticator } from "../../packages/rowlock/test/software-authenticator.ts";

export const NOT_AUTOMATED = "--disable-blink-features=AutomationControlled";

const CHOOSES = "software-authenticator-chooses";

export async function giveAuthenticator(page: Page): Promise<void> {
  const script = `(${installAuthenticator})(${createSoftwareAuthenticator}, ${JSON.stringify(CHOOSES)})`;
  await page.addInitScript({ content: script });
}

/** From now on the person chooses a passkey at once where a field offers one; before, nobody does. */
export async function choosesFromField(page: Page): Promise<void> {
  await page.evaluate((name) => localStorage.setItem(name, "yes"), CHOOSES);
}

interface Asked {
  readonly publicKey: {
    readonly challenge: ArrayBuffer;
    readonly rp?: { readonly id: string };
    readonly rpId?: string;
    readonly user?: { readonly id: ArrayBuffer };
    readonly allowCredentials?: readonly { readonly id: ArrayBuffer }[];
  };
  readonly mediation?: string;
  readonly signal?: AbortSignal;
}

/** Runs in the page: names nothing outside of itself. */
function installAuthenticator(create: typeof createSoftwareAuthenticator, chooses: string): void {
  const store = "software-authenticator";

  function encode(buffer: ArrayBuffer): string {
    const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
    return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function decode(text: string): ArrayBuffer {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer;
  }

  function ceremonyOf({ publicKey }: Asked) {
    const { challenge, rp, rpId, user, allowCredentials = [] } = publicKey;
    const options = {
      challenge: encode(challenge),
      ...(rp === undefined ? {} : { rp }),
      ...(rpId === undefined ? {} : { rpId }),
      ...(user === undefined ? {} : { user: { id: encode(user.id) } }),
      allowCredentials: allowCredentials.map(({ id }) => ({ id: encode(id) })),
    };
    return { options, origin: location.origin };
  }

  /** A credential as a page gets it: bytes in place of texts. */
  function asCredential(answer: { id: string; response: Readonly<Record<string, unknown>> }) {
    const { transports = [], ...texts } = answer.response;
    const bytes = Object.entries(texts).map(([name, text]) => [name, decode(String(text))]);
    const response = { ...Object.fromEntries(bytes), getTransports: () => transports };
    const rest = { rawId: decode(answer.id), getClientExtensionResults: () => ({}) };
    return { ...answer, ...rest, response };
  }

  async function using<Answer>(
    work: (device: ReturnType<typeof createSoftwareAuthenticator>) => Promise<Answer>,
  ): Promise<Answer> {
    const device = create(JSON.parse(localStorage.getItem(store) ?? "[]"));
    const answer = await work(device);
    localStorage.setItem(store, JSON.stringify(device.credentials));
    return answer;
  }

  function untilAborted({ signal }: Asked): Promise<never> {
    return new Promise((_, reject) => {
      const abort = () => reject(new DOMException("The person chose another way", "AbortError"));
      signal?.addEventListener("abort", abort);
    });
  }

  Object.defineProperties(navigator.credentials, {
    create: {
      value: async (asked: Asked) =>
        asCredential(await using((device) => device.create(ceremonyOf(asked)))),
    },
    get: {
      value: async (asked: Asked) => {
        const fromField = asked.mediation === "conditional";
        if (fromField && localStorage.getItem(chooses) === null) return untilAborted(asked);
        return asCredential(await using((device) => device.get(ceremonyOf(asked))));
      },
    },
  });
  Object.defineProperty(PublicKeyCredential, "isConditionalMediationAvailable", {
    value: async () => true,
  });
}
