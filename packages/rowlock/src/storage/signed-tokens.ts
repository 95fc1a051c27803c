// What is signed for whoever holds it: to read one object, or to upload to one place, until a time. The port behind it
// signs with a key that signs nothing else, so none of these is ever a person's token, nor the reverse.
import type { JsonObject } from "../tokens/verified-token.ts";
import { failure } from "./errors.ts";
import type { SignedWrite } from "./rights/signed-write.ts";

/** Signs and verifies with a key of storage's own. */
export interface TokenSigner {
  sign(claims: JsonObject, lifetimeSeconds: number): Promise<string>;
  /** Rejects with an Error whose message is fit for the wire. */
  verify(token: string): Promise<JsonObject>;
}

export interface SignedTokens {
  signDownload(download: SignedDownload, lifetimeSeconds: number): Promise<string>;
  signUpload(upload: SignedUpload): Promise<string>;
  /** When it ends. @throws StorageError for a token that is none, or one of another path */
  verifyDownload(
    token: string,
    url: string,
  ): Promise<Omit<SignedDownload, "url"> & { readonly expires: Date }>;
  /** @throws StorageError */
  verifyUpload(token: string, url: string): Promise<Omit<SignedUpload, "url">>;
}

export interface SignedDownload {
  /** BUCKET/NAME. */
  readonly url: string;
  /** How an image is to be changed first, as one line; undefined: it comes as it is. */
  readonly transformations?: string | undefined;
}

export interface SignedUpload extends SignedWrite {
  /** BUCKET/NAME. */
  readonly url: string;
  readonly upsert: boolean;
}

/** Seconds; hosted's documentation says two hours. */
const UPLOAD_LIFETIME = 2 * 60 * 60;

export function createSignedTokens(signer: TokenSigner): SignedTokens {
  async function verify(token: string, { url, scope }: { url: string; scope: string }) {
    const claims = await signer.verify(token).catch((error: unknown) => {
      throw failure("jwt", error instanceof Error ? error.message : undefined);
    });
    if (claims.scope !== scope) throw failure("signature", `Token is not scoped for ${scope}`);
    if (claims.url !== url) throw failure("signature");
    return claims;
  }

  return {
    signDownload: ({ url, transformations }, lifetime) =>
      signer.sign(
        {
          url,
          scope: "download",
          ...(transformations === undefined ? {} : { transformations }),
        },
        lifetime,
      ),
    signUpload: ({ url, owner, upsert, replaces }) =>
      signer.sign(
        {
          url,
          scope: "upload",
          upsert,
          ...(owner === undefined ? {} : { owner }),
          ...(replaces === undefined ? {} : { replaces }),
        },
        UPLOAD_LIFETIME,
      ),
    async verifyDownload(token, url) {
      const { exp, transformations } = await verify(token, { url, scope: "download" });
      return {
        expires: new Date(Number(exp) * 1000),
        transformations: typeof transformations === "string" ? transformations : undefined,
      };
    },
    async verifyUpload(token, url) {
      const { owner, upsert, replaces } = await verify(token, { url, scope: "upload" });
      return {
        owner: typeof owner === "string" ? owner : undefined,
        upsert: upsert === true,
        replaces: typeof replaces === "string" ? replaces : undefined,
      };
    },
  };
}
