// Each operation of storage as the statements that it asks of PostgreSQL as the caller: what it must be granted, and the
// rows that the policies are asked about. The statements themselves are those of rights/.
import { failure } from "../errors.ts";
import type { Asking, Asks } from "./asking.ts";
import { askBucketChange, askBucketDeletion, askBuckets, askNewBucket } from "./bucket-asks.ts";
import { askEmptying, askList, askNames, askObject, askRemoval, askSigned } from "./object-asks.ts";
import {
  askCopy,
  askMove,
  askPart,
  askResumable,
  askSignedUpload,
  askUpload,
} from "./write-asks.ts";

type Ask = (asking: Asking) => Asks | Promise<Asks>;

/** By `storage.operation`; those that begin alike and are asked alike share a line. */
const ASKS: readonly (readonly [operation: RegExp, ask: Ask])[] = [
  [/^storage\.bucket\.(list|get)$/, askBuckets],
  [/^storage\.bucket\.create$/, askNewBucket],
  [/^storage\.bucket\.update$/, askBucketChange],
  [/^storage\.bucket\.delete$/, askBucketDeletion],
  [/^storage\.bucket\.empty$/, askEmptying],
  [/^storage\.object\.(list|list_v2)$/, askList],
  [/^storage\.object\.move$/, askMove],
  [/^storage\.object\.copy$/, askCopy],
  [/^storage\.object\.sign_many$/, askNames],
  [/^storage\.object\.sign$/, askObject],
  [/^storage\.object\.(upload|upload_update|sign_upload_url)$/, askUpload],
  [/^storage\.object\.delete(_many)?$/, askRemoval],
  [/^storage\.object\.upload_signed$/, askSignedUpload],
  [/^storage\.object\.get_signed$|^storage\.render\.image_sign$/, askSigned],
  [/_public$/, (asking) => ({ ...askObject(asking), needs: [], readsPublic: true })],
  [/authenticated/, (asking) => ({ ...askObject(asking), readsPublic: true })],
  [/^storage\.tus\.upload\.create$/, askResumable],
  [/^storage\.tus\.upload\.(part|get|delete)$/, askPart],
];

/** @throws StorageError */
export async function asksOf(asking: Asking): Promise<Asks> {
  const found = ASKS.find(([operation]) => operation.test(asking.operation));
  if (found === undefined) {
    throw failure(
      "absent",
      "Nothing of this is decided by policies, so there is nothing to explain",
    );
  }
  return found[1](asking);
}
