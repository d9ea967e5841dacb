/** Wall-clock time. Never used for ordering or nonces: a person's clock may be wrong by a day. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Cryptographic randomness. */
export interface Random {
  /** Fresh random bytes. */
  readonly bytes: (length: number) => Uint8Array<ArrayBuffer>;
  /** A fresh random UUID (version 4, lower case). */
  readonly uuid: () => string;
}

export const systemClock: Clock = { now: () => Date.now() };

export const systemRandom: Random = {
  bytes: (length) => {
    const bytes = new Uint8Array(length);
    // getRandomValues refuses more than 65,536 bytes in one call.
    for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    return bytes;
  },
  uuid: () => crypto.randomUUID(),
};
