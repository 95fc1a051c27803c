// The numbers that Blowfish begins with: the digits of pi behind the point, as 1,042 words of 32 bits. They are worked
// out once, by Machin's formula, so that there is no table to mistrust.

const WORDS = 18 + 4 * 256;
/** More bits than are used, for what the divisions round off. */
const SPARE_BITS = 64;

let known: Uint32Array | undefined;

/** 18 subkeys and four boxes of 256. Not to be written to. */
export function blowfishWords(): Uint32Array {
  known ??= digitsOfPi();
  return known;
}

function digitsOfPi(): Uint32Array {
  const bits = 32 * WORDS + SPARE_BITS;
  const pi = 4n * (4n * inverseTangent(5n, bits) - inverseTangent(239n, bits));
  const hex = (pi >> BigInt(SPARE_BITS)).toString(16);
  // The first digit is the three before the point.
  return Uint32Array.from({ length: WORDS }, (_, index) =>
    Number.parseInt(hex.slice(1 + 8 * index, 9 + 8 * index), 16),
  );
}

/** The arc tangent of 1/x, times 2^bits. */
function inverseTangent(x: bigint, bits: number): bigint {
  let power = (1n << BigInt(bits)) / x;
  let sum = power;
  const square = x * x;
  for (let odd = 3n, sign = -1n; power > 0n; odd += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / odd;
  }
  return sum;
}
