// A large text as a stream of bytes: encoded piece by piece, as fast as the reader takes it.

/** Characters in one piece. */
const PIECE = 64 * 1024;

/** Texts longer than this are worth a stream. */
export const LARGE_TEXT = 512 * 1024;

export function streamText(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= text.length) {
          controller.close();
          return;
        }
        const end = endOfPiece(text, at + PIECE);
        controller.enqueue(encoder.encode(text.slice(at, end)));
        at = end;
      },
    },
    { highWaterMark: 1 },
  );
}

/** Never between the two halves of a character. */
function endOfPiece(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end + 1 : end;
}
