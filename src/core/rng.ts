/** A seeded stream of random numbers. The same seed gives the same stream on every machine. */
export interface Rng {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer on [0, n); n a whole number in [1, 2^53]. */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream named by `key`; taking it does not move this one. */
  fork(key: string | number): Rng;
}

/**
 * xoshiro128** seeded through a string hash, so that any text or number names a stream.
 *
 * Blackman, D. & Vigna, S. (2021). Scrambled linear pseudorandom number generators. ACM TOMS 47, 36.
 *
 * @example createRng(7).integer(6) === createRng(7).integer(6) // => true
 */
export function createRng(seed: string | number): Rng {
  return new Xoshiro(String(seed));
}

class Xoshiro implements Rng {
  readonly #name: string;
  readonly #state: Uint32Array;
  #spare: number | undefined;

  constructor(name: string) {
    this.#name = name;
    this.#state = stateFrom(name);
  }

  uniform(): number {
    return (this.#next() * 2 ** 21 + (this.#next() >>> 11)) / 2 ** 53;
  }

  integer(n: number): number {
    if (!(Number.isSafeInteger(n) && n >= 1)) throw new RangeError(`n must be a whole number >= 1, got ${n}`);
    return Math.floor(this.uniform() * n);
  }

  /** Marsaglia's polar method; the second value of each pair is kept for the next call. */
  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  fork(key: string | number): Rng {
    return new Xoshiro(`${this.#name}/${key}`);
  }

  #next(): number {
    const s = this.#state;
    const s0 = s[0]!;
    const s1 = s[1]!;
    const s2 = s[2]!;
    const s3 = s[3]!;
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    s[2] = s2 ^ s0;
    s[3] = s3 ^ s1;
    s[1] = s1 ^ s[2]!;
    s[0] = s0 ^ s[3]!;
    s[2] = s[2]! ^ (s1 << 9);
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }
}

/** Four words of FNV-1a with different offsets, each finished by the murmur3 mixer: never all zero in practice. */
function stateFrom(name: string): Uint32Array {
  const state = new Uint32Array(4);
  for (let word = 0; word < 4; word++) {
    let hash = 0x811c9dc5 ^ Math.imul(word + 1, 0x9e3779b9);
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    state[word] = hash ^ (hash >>> 16);
  }
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}
