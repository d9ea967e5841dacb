/** Writes DER. Made for tests, so that every kind of wrong certificate can be written too. */
type Bytes = Uint8Array<ArrayBuffer>;

export const concat = (...parts: readonly Uint8Array[]): Bytes => new Uint8Array(Buffer.concat(parts));

export function tlv(tag: number, ...content: readonly Uint8Array[]): Bytes {
  const value = concat(...content);
  const length = value.length;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 0xff]
          : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return concat(Uint8Array.from(head), value);
}

export const seq = (...parts: readonly Uint8Array[]): Bytes => tlv(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Bytes => tlv(0x31, ...parts);
export const octets = (bytes: Uint8Array): Bytes => tlv(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Bytes => tlv(0x03, Uint8Array.of(unused), bytes);
export const bool = (value: boolean): Bytes => tlv(0x01, Uint8Array.of(value ? 0xff : 0));
export const nil = (): Bytes => tlv(0x05);
export const utf8String = (text: string): Bytes => tlv(0x0c, new Uint8Array(Buffer.from(text)));
export const printable = (text: string): Bytes => tlv(0x13, new Uint8Array(Buffer.from(text)));
export const context = (number: number, ...parts: readonly Uint8Array[]): Bytes => tlv(0xa0 | number, ...parts);
export const implicit = (number: number, content: Uint8Array): Bytes => tlv(0x80 | number, content);

export function int(value: number | Uint8Array): Bytes {
  const raw =
    typeof value === "number"
      ? Buffer.from(
          value
            .toString(16)
            .padStart(2, "0")
            .replace(/^(.(..)*)$/, "0$1"),
          "hex",
        )
      : value;
  let at = 0;
  while (at < raw.length - 1 && raw[at] === 0) at++;
  const trimmed = raw.subarray(at);
  return tlv(0x02, (trimmed[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), trimmed) : trimmed);
}

export function oid(dotted: string): Bytes {
  const [a = 0, b = 0, ...rest] = dotted.split(".").map(Number);
  const bytes: number[] = [];
  for (const part of [a * 40 + b, ...rest]) {
    const group = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) group.unshift((left % 128) | 0x80);
    bytes.push(...group);
  }
  return tlv(0x06, Uint8Array.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime after that, as RFC 5280 wants it. */
export function time(ms: number): Bytes {
  const digits = new Date(ms).toISOString().replace(/\D/g, "").slice(0, 14);
  return digits < "2050" ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`)) : tlv(0x18, Buffer.from(`${digits}Z`));
}
export const generalizedTime = (ms: number): Bytes =>
  tlv(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, "").slice(0, 14)}Z`));

export const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/(.{64})/g, "$1\n")
    .trimEnd()}\n-----END ${label}-----\n`;
