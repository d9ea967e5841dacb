type Bytes = ReadableStream<Uint8Array>;

export interface Age {
  readonly version: string;
  readonly encrypt: (stream: Bytes) => Promise<Bytes>;
  readonly decrypt: (stream: Bytes) => Promise<Bytes>;
}

export function loadAge(): Promise<Age>;
