import type { TextKey } from "../../i18n/index.ts";

/** What somebody looks at a file for: to sign it, or to read what came with a letter. */
export type ViewerPurpose = "sign" | "read";

type Word = "other" | "tooLarge" | "encrypted" | "broken" | "notLoaded" | "whatCounts";

/** What is said of a file, which for somebody who signs is what they should do about it. */
export const purposeText = {
  sign: {
    other: "document.other",
    tooLarge: "document.too_large",
    encrypted: "document.encrypted",
    broken: "document.broken",
    notLoaded: "document.not_loaded",
    whatCounts: "document.what_counts",
  },
  read: {
    other: "viewer.other",
    tooLarge: "viewer.too_large",
    encrypted: "viewer.encrypted",
    broken: "viewer.broken",
    notLoaded: "viewer.not_loaded",
    whatCounts: "viewer.what_counts",
  },
} as const satisfies Readonly<Record<ViewerPurpose, Readonly<Record<Word, TextKey>>>>;
