import {
  type Decoder,
  decodeMlsMessage,
  encodeMlsMessage,
  type KeyPackage,
  type MLSMessage,
  type PrivateMessage,
  type Welcome,
} from "ts-mls";
import { fromUtf8, parseRoomId, type RoomId } from "../base/index.ts";

/** Larger messages are refused before they are decoded: encrypted media of 8 MiB is the most a welcome may take. */
const longestBytes = 8_388_608;

/** Decodes a whole byte string; null when it is malformed or something follows it. */
export function decodeWhole<T>(decoder: Decoder<T>, bytes: Uint8Array): T | null {
  if (bytes.length > longestBytes) return null;
  try {
    const decoded = decoder(bytes, 0);
    return decoded !== undefined && decoded[1] === bytes.length ? decoded[0] : null;
  } catch {
    // The library throws CodecError, RangeError or TypeError on malformed input: all mean the same here.
    return null;
  }
}

const decodeMessage = (bytes: Uint8Array): MLSMessage | null => {
  const message = decodeWhole(decodeMlsMessage, bytes);
  return message?.version === "mls10" ? message : null;
};

/** A PrivateMessage with the thread that it says it is for. */
export interface AddressedMessage {
  readonly thread: RoomId;
  readonly message: PrivateMessage;
}

/** A PrivateMessage from the wire. Null for anything else: PublicMessage and external joins are not used (docs/protocol.md). */
export function readPrivateMessage(bytes: Uint8Array): AddressedMessage | null {
  const message = decodeMessage(bytes);
  if (message?.wireformat !== "mls_private_message") return null;
  const thread = parseRoomId(fromUtf8(message.privateMessage.groupId));
  return thread === null ? null : { thread, message: message.privateMessage };
}

export const readWelcome = (bytes: Uint8Array): Welcome | null => {
  const message = decodeMessage(bytes);
  return message?.wireformat === "mls_welcome" ? message.welcome : null;
};

export const readKeyPackage = (bytes: Uint8Array): KeyPackage | null => {
  const message = decodeMessage(bytes);
  return message?.wireformat === "mls_key_package" ? message.keyPackage : null;
};

export const writeWelcome = (welcome: Welcome): Uint8Array =>
  encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome });

export const writeKeyPackage = (keyPackage: KeyPackage): Uint8Array =>
  encodeMlsMessage({ version: "mls10", wireformat: "mls_key_package", keyPackage });

export const writePrivateMessage = (privateMessage: PrivateMessage): Uint8Array =>
  encodeMlsMessage({ version: "mls10", wireformat: "mls_private_message", privateMessage });
