/** Bytes of hexadecimal text, for vectors. */
export const bytes = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex, "hex"));

/** Hexadecimal text of bytes, so that a failing comparison shows readable values. */
export const hex = (value: Uint8Array | null): string | null => value && Buffer.from(value).toString("hex");
