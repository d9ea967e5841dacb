export type TextPiece =
  | { readonly kind: "text"; readonly text: string }
  /** `href` is also what is shown: host names in their ASCII form, so that a look-alike shows as `xn--`. */
  | { readonly kind: "link"; readonly href: string };

const candidate = /https:\/\/[^\s<>"'`{}|\\^]+/gi;
const trailing = /[.,;:!?)\]»“”’…]+$/;

/** The address that a text names, if it is one that may be followed: https, without a user. Host names in their ASCII form. */
export function safeLink(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  // "https://town.example@evil.example" shows the wrong host first.
  return url.protocol === "https:" && url.username === "" && url.password === "" ? url.href : null;
}

/** Splits text at https addresses. Nothing else ever becomes a link: no http, javascript, data or blob. */
export function splitLinks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const address = match[0].replace(trailing, "");
    const href = safeLink(address);
    if (href === null) continue;
    if (match.index > from) pieces.push({ kind: "text", text: text.slice(from, match.index) });
    pieces.push({ kind: "link", href });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}
