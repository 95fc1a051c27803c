// An authenticator in software: ES256 by WebCrypto, CBOR by hand, attestation "none". One function that names nothing
// outside of itself, so that a browser's page can be given its text. Tests can have it lie.

/** A private key as WebCrypto exports it. */
export interface ExportedKey {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly d?: string;
}

export interface SoftwareCredential {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly key: ExportedKey;
  counter: number;
}

export interface Lies {
  /** In what the client signs. */
  readonly origin?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly brokenSignature?: boolean;
}

/** What `navigator.credentials` is asked with, in the form that goes over the wire. */
export interface CredentialOptions {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
  readonly allowCredentials?: readonly { readonly id: string }[];
}

export interface Ceremony {
  readonly options: CredentialOptions;
  readonly origin: string;
  readonly lies?: Lies;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a page is given its text, so it is one function
export function createSoftwareAuthenticator(credentials: SoftwareCredential[] = []) {
  const PRESENT_AND_VERIFIED = 0x05;
  const WITH_CREDENTIAL = 0x40;
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const utf8 = new TextEncoder();

  function encode(bytes: Uint8Array): string {
    const text = btoa(String.fromCharCode(...bytes));
    return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function decode(text: string): Uint8Array<ArrayBuffer> {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  }

  function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  }

  function head(major: number, length: number): Uint8Array {
    if (length < 24) return Uint8Array.of((major << 5) | length);
    if (length < 256) return Uint8Array.of((major << 5) | 24, length);
    return Uint8Array.of((major << 5) | 25, length >> 8, length & 255);
  }

  function cbor(value: number | string | Uint8Array | Map<number | string, unknown>): Uint8Array {
    if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
    if (typeof value === "string") return join(head(3, value.length), utf8.encode(value));
    if (value instanceof Uint8Array) return join(head(2, value.length), value);
    const entries = [...value].flatMap(([name, one]) => [cbor(name), cbor(one as string)]);
    return join(head(5, value.size), ...entries);
  }

  async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  }

  function clientData(type: string, { options, origin, lies = {} }: Ceremony) {
    const { challenge } = options;
    return utf8.encode(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: false,
      }),
    );
  }

  async function authenticatorData(rpId: string, flags: number, counter: number) {
    const count = Uint8Array.of(counter >> 24, counter >> 16, counter >> 8, counter);
    return join(await sha256(utf8.encode(rpId)), Uint8Array.of(flags), count);
  }

  /** An ASN.1 integer. */
  function integer(bytes: Uint8Array): Uint8Array {
    let at = 0;
    while (at < bytes.length - 1 && bytes[at] === 0) at += 1;
    const rest = bytes.slice(at);
    const positive = (rest[0] ?? 0) > 127 ? join(Uint8Array.of(0), rest) : rest;
    return join(Uint8Array.of(2, positive.length), positive);
  }

  return {
    credentials,

    async create(ceremony: Ceremony) {
      const { options, origin, lies = {} } = ceremony;
      const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const key = await crypto.subtle.exportKey("jwk", pair.privateKey);
      const rawId = crypto.getRandomValues(new Uint8Array(16));
      const rpId = options.rp?.id ?? new URL(origin).hostname;
      const credential = {
        id: encode(rawId),
        rpId,
        userHandle: options.user?.id ?? "",
        key,
        counter: 0,
      };
      credentials.push(credential);
      const cose = new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, decode(key.x ?? "")],
        [-3, decode(key.y ?? "")],
      ]);
      const flags = (lies.flags ?? PRESENT_AND_VERIFIED) | WITH_CREDENTIAL;
      const authData = join(
        await authenticatorData(lies.rpId ?? rpId, flags, lies.counter ?? 0),
        new Uint8Array(16),
        Uint8Array.of(0, rawId.length),
        rawId,
        cbor(cose),
      );
      const attestation = cbor(
        new Map<string, unknown>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", authData],
        ]),
      );
      return {
        type: "public-key",
        id: credential.id,
        rawId: credential.id,
        authenticatorAttachment: "platform",
        response: {
          clientDataJSON: encode(clientData("webauthn.create", ceremony)),
          attestationObject: encode(attestation),
          transports: ["internal"],
        },
      };
    },

    /** Answers by the named credential, else by the newest one that the options allow. */
    async get(ceremony: Ceremony, id?: string) {
      const { options, origin, lies = {} } = ceremony;
      const allowed = (options.allowCredentials ?? []).map((one) => one.id);
      const rpId = options.rpId ?? new URL(origin).hostname;
      const credential = credentials
        .filter((one) => one.rpId === rpId)
        .filter((one) => allowed.length === 0 || allowed.includes(one.id))
        .filter((one) => id === undefined || one.id === id)
        .at(-1);
      if (credential === undefined) throw new Error(`No credential for ${rpId}`);
      credential.counter += 1;
      const { flags = PRESENT_AND_VERIFIED, counter = credential.counter } = lies;
      const authData = await authenticatorData(lies.rpId ?? rpId, flags, counter);
      const signed = clientData("webauthn.get", ceremony);
      const key = await crypto.subtle.importKey("jwk", credential.key, algorithm, false, ["sign"]);
      const content = join(authData, await sha256(signed));
      const raw = new Uint8Array(await crypto.subtle.sign(algorithm, key, content));
      if (lies.brokenSignature === true) raw[40] = (raw[40] ?? 0) ^ 1;
      const numbers = join(integer(raw.slice(0, 32)), integer(raw.slice(32)));
      const signature = join(Uint8Array.of(0x30, numbers.length), numbers);
      return {
        type: "public-key",
        id: credential.id,
        rawId: credential.id,
        authenticatorAttachment: "platform",
        response: {
          clientDataJSON: encode(signed),
          authenticatorData: encode(authData),
          signature: encode(signature),
          userHandle: lies.userHandle ?? credential.userHandle,
        },
      };
    },
  };
}

export type SoftwareAuthenticator = ReturnType<typeof createSoftwareAuthenticator>;
