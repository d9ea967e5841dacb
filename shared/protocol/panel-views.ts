/** What our pages are shown of devices that come in, and of the place where everything is stored. */

/** Why letting a device in ended without it. */
export type PairingEnd = "refused" | "cancelled" | "wrong_code" | "expired";

/** A device that is signed in and waits until another device of the account lets it in. */
export interface WaitingView {
  readonly account: string;
  readonly deviceName: string;
  /** No device of the account is left that could let this one in. */
  readonly alone: boolean;
  /** What the person types at the other device; `qrText` is the same for a camera. */
  readonly code: string;
  readonly qrText: string;
  readonly expiresAtMs: number;
  readonly state:
    | { readonly kind: "asking" }
    | { readonly kind: "compare"; readonly shortCode: string; readonly confirmed: boolean }
    | { readonly kind: "ended"; readonly why: PairingEnd };
}

/** A device that would like to come in, as an existing one shows it. */
export interface PairingView {
  readonly id: string;
  readonly deviceId: string;
  readonly askedAtMs: number;
  readonly state:
    | { readonly kind: "asked" }
    | { readonly kind: "answered" }
    /** `confirmed`: the person has said at the new device that its digits are these. */
    | {
        readonly kind: "compare";
        readonly shortCode: string;
        readonly confirmed: boolean;
        readonly name: string | null;
      }
    | { readonly kind: "handed_over"; readonly name: string; readonly done: boolean }
    | { readonly kind: "ended"; readonly why: PairingEnd };
}

/** `settling`: threads in which the account's devices are still being brought in line. */
export interface PairingsView {
  readonly pairings: readonly PairingView[];
  readonly settling: number;
}

/** The place where the mailbox is stored. */
export type StorageView =
  | {
      readonly kind: "open";
      /** There is no room: what arrives waits, and is taken when there is. */
      readonly full: boolean;
      /** Records that were met and do not open. */
      readonly damaged: number;
      /** The mailbox that was open here was removed by somebody else, such as a person who cleared the site's data. */
      readonly gone: boolean;
    }
  /** What an older version wrote is being converted. */
  | { readonly kind: "converting"; readonly done: number; readonly total: number }
  | { readonly kind: "closed"; readonly reason: "newer" | "damaged" | "full" | "fault" };
