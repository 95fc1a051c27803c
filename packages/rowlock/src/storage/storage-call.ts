// One call of storage, as its actions see it: what was asked, who asks, and the ways to rows, bytes and signatures.
import type { RequestHeaders } from "../http/request-headers.ts";
import type { Bytes } from "./bytes/bytes.ts";
import type { TransformImage } from "./images/image-transformer.ts";
import type { Asker } from "./rights/ask.ts";
import type { SignedTokens } from "./signed-tokens.ts";

export interface StorageService {
  readonly bytes: Bytes;
  readonly signed: SignedTokens;
  /** Undefined: what transforms images is not installed. */
  readonly images: () => Promise<TransformImage | undefined>;
  /** Bytes that any object may have. */
  readonly fileSizeLimit: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new version's name. */
  readonly newVersion: () => string;
  readonly onError: (error: unknown) => void;
}

export interface StorageCall {
  readonly service: StorageService;
  readonly request: Request;
  readonly headers: RequestHeaders;
  readonly query: URLSearchParams;
  /** What stands before storage's own paths. */
  readonly basePath: string;
  /** From the path; "" where it has none. */
  readonly bucket: string;
  /** The object's, from the path; "" where it has none. */
  readonly name: string;
  /** False: nobody, or somebody whose token is none. */
  readonly isAuthenticated: boolean;
  readonly role: string;
  readonly asCaller: Asker;
  /** What the service looks up for itself, and writes once the caller was seen to be allowed. */
  readonly asService: Asker;
}

export type StorageAction = (call: StorageCall) => Promise<Response>;
