// Images made smaller, cut and written in another format, by sharp, which an app installs if it wants this. What comes
// in is what somebody uploaded: only formats of pictures are read, and only so many bytes and pixels of them.
import type { Metadata, ResizeOptions, Sharp } from "sharp";
import type { Transformation } from "./transformation.ts";

/** As hosted has them. */
export const MOST_SOURCE_BYTES = 25_000_000;
const MOST_SOURCE_PIXELS = 50_000_000;
const SECONDS = 20;
const QUALITY = 80;

export interface TransformedImage {
  readonly content: Buffer;
  readonly mimeType: string;
}

export interface ImageRequest {
  readonly transformation: Transformation;
  /** Whether who asks can show WebP. */
  readonly takesWebp: boolean;
}

/** Undefined: it is no image that can be transformed, or too large a one. */
export type TransformImage = (
  source: Uint8Array,
  request: ImageRequest,
) => Promise<TransformedImage | undefined>;

type SharpModule = typeof import("sharp");

/** Undefined: sharp is not installed. */
export async function loadImageTransformer(
  load: () => Promise<SharpModule> = () => import("sharp"),
): Promise<TransformImage | undefined> {
  let sharp: SharpModule["default"];
  try {
    sharp = (await load()).default;
  } catch {
    return undefined;
  }
  return async (source, request) => {
    try {
      const image = sharp(source, { limitInputPixels: MOST_SOURCE_PIXELS, failOn: "error" });
      const found = await image.metadata();
      const format = formatOf(found, request);
      if (format === undefined) return undefined;
      image.autoOrient().timeout({ seconds: SECONDS });
      // Its size as it is shown, upright.
      resize(image, found.autoOrient, request.transformation);
      const quality = request.transformation.quality ?? QUALITY;
      const content = await image.toFormat(format, { quality }).toBuffer();
      return { content, mimeType: `image/${format}` };
    } catch {
      // What it says of a broken file would be of use to nobody.
      return undefined;
    }
  };
}

type Output = "jpeg" | "png" | "webp" | "gif" | "avif";

/** What each is written as, where its own format is asked for: one that browsers show. */
const WRITTEN_AS: Readonly<Record<string, Output>> = {
  jpeg: "jpeg",
  png: "png",
  webp: "webp",
  gif: "gif",
  heif: "avif",
  tiff: "jpeg",
};

/** Undefined: it is none of those that are read. SVG is not: it is no picture but a program that draws one. */
function formatOf(
  { format: found }: Metadata,
  { transformation, takesWebp }: ImageRequest,
): Output | undefined {
  const own = WRITTEN_AS[found ?? ""];
  if (own === undefined) return undefined;
  const { format } = transformation;
  if (format === "origin") return own;
  return format ?? (takesWebp ? "webp" : own);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const FITS = { cover: "cover", contain: "inside", fill: "fill" } as const;

const POSITIONS: Readonly<Record<string, ResizeOptions["position"]>> = {
  no: "north",
  so: "south",
  ea: "east",
  we: "west",
  noea: "northeast",
  nowe: "northwest",
  soea: "southeast",
  sowe: "southwest",
  ce: "centre",
  sm: "attention",
};

function resize(image: Sharp, from: Size, transformation: Transformation): void {
  const { width, height, resize: way = "cover", gravity = "ce" } = transformation;
  if (width === undefined && height === undefined) return;
  if (way === "cover" && gravity === "fp" && width !== undefined && height !== undefined) {
    cutAround(image, from, { ...transformation, width, height });
    return;
  }
  image.resize({
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    fit: FITS[way],
    position: POSITIONS[gravity] ?? "centre",
    withoutEnlargement: true,
  });
}

/** Covers the size, and keeps the point as near to the middle as the image reaches. */
function cutAround(image: Sharp, from: Size, asked: Transformation & Size): void {
  const width = Math.min(asked.width, from.width);
  const height = Math.min(asked.height, from.height);
  const scale = Math.max(width / from.width, height / from.height);
  const covering = {
    width: Math.max(width, Math.round(from.width * scale)),
    height: Math.max(height, Math.round(from.height * scale)),
  };
  const start = (whole: number, part: number, share = 0.5) =>
    Math.round(Math.min(Math.max(whole * share - part / 2, 0), whole - part));
  image.resize({ ...covering, fit: "fill" }).extract({
    left: start(covering.width, width, asked.x_offset),
    top: start(covering.height, height, asked.y_offset),
    width,
    height,
  });
}
