// Numbers from 0 to 1 that come again with the same seed, so that a run which found something can be repeated.

/** A linear congruential generator. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
