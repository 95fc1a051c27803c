// How an image is to be changed, as a query, a body or a signed token says it: read into one shape, and written as the
// one line that a token carries and an answer tells.
import * as z from "zod";

/** Pixels of either side that can be asked for, as with hosted. */
const MOST_PIXELS = 2000;

export const GRAVITIES = ["no", "so", "ea", "we", "noea", "nowe", "soea", "sowe"] as const;

function whole(least: number, most: number) {
  return z.coerce
    .number<number | string>()
    .int()
    .transform((value) => Math.min(most, Math.max(least, value)))
    .optional();
}

const share = z.coerce.number<number | string>().min(0).max(1).optional();

/** Sizes beyond what can be asked for are taken for the nearest that can. */
export const TRANSFORMATION = z.object({
  width: whole(1, MOST_PIXELS),
  height: whole(1, MOST_PIXELS),
  resize: z.enum(["cover", "contain", "fill"]).optional(),
  quality: whole(20, 100),
  format: z.enum(["origin", "avif", "webp"]).optional(),
  /** Which part is kept where it is cut: a side, the middle, what is most striking, or around a point. */
  gravity: z.enum([...GRAVITIES, "ce", "sm", "fp"]).optional(),
  /** Of a point, from the left and from the top. */
  x_offset: share,
  y_offset: share,
});

export type Transformation = z.output<typeof TRANSFORMATION>;

/** Such as `width:100,height:80,resize:cover`. */
export function writeTransformation(transformation: Transformation): string {
  return Object.keys(TRANSFORMATION.shape)
    .map((name) => [name, transformation[name as keyof Transformation]])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}:${value}`)
    .join(",");
}

/** What writeTransformation wrote. @throws ZodError */
export function readTransformation(line: string): Transformation {
  const pairs = line.split(",").filter((pair) => pair !== "");
  return TRANSFORMATION.parse(Object.fromEntries(pairs.map((pair) => pair.split(":"))));
}
