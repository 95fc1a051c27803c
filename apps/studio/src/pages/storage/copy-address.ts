// The address of a file into the clipboard, public or signed, and a word on what became of it.
import { askAddress } from "../../api/storage-queries.ts";
import { wordsOf } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";
import { type ViewerName, viewerOf } from "./viewer.ts";

export interface AddressWish {
  readonly viewer: ViewerName;
  /** How long a signed one is good for; null: the public one. */
  readonly seconds: number | null;
}

export async function copyAddress(
  file: { readonly bucket: string; readonly name: string },
  { viewer, seconds }: AddressWish,
): Promise<void> {
  try {
    const { url } = await askAddress({ ...file, as: viewerOf(viewer), seconds });
    await navigator.clipboard.writeText(url);
    const days = seconds === null ? "" : `, good for ${Math.round(seconds / 86_400)} days`;
    showToast({ text: `Copied the ${seconds === null ? "public" : "signed"} URL${days}` });
  } catch (error) {
    showToast({ text: `No URL: ${wordsOf(error).message}`, tone: "danger" });
  }
}
