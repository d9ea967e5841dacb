import { FederpostError } from "../base/index.ts";
import { type Asn1, expectTag, readOid, readText } from "../crypto/index.ts";

/** A distinguished name: for comparison, and what of it people read. */
export interface X509Name {
  /** One text per relative name, from the root of the tree down, in which spelling and string type make no difference. */
  readonly relative: readonly string[];
  readonly commonName: string | null;
  readonly organisation: string | null;
  readonly country: string | null;
}

const shown = { commonName: "2.5.4.3", organisation: "2.5.4.10", country: "2.5.4.6" } as const;

// RFC 5280 section 7.1 compares without case and doubled spaces: who may be excluded by a name must not come back by
// another spelling of it.
const fold = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** @throws FederpostError `invalid_identity` when it is no name. */
export function readName(node: Asn1 | undefined): X509Name {
  const values = new Map<string, string>();
  const relative = expectTag(node, "u16").parts.map((set) => {
    const attributes = expectTag(set, "u17").parts.map((pair) => {
      const [type, value] = expectTag(pair, "u16").parts;
      const oid = readOid(type);
      const text = readText(value);
      if (value === undefined) throw new FederpostError("invalid_identity", "A certificate holds a malformed name.");
      if (text !== null && !values.has(oid)) values.set(oid, text);
      return `${oid}=${text === null ? `#${String(value.der)}` : JSON.stringify(fold(text))}`;
    });
    return attributes.sort().join("+");
  });
  const of = (oid: string) => values.get(oid) ?? null;
  return {
    relative,
    commonName: of(shown.commonName),
    organisation: of(shown.organisation),
    country: of(shown.country),
  };
}

export const sameName = (a: X509Name, b: X509Name): boolean =>
  a.relative.length === b.relative.length && isWithin(a, b);

/** Whether `name` lies in the subtree under `base`. */
export const isWithin = (name: X509Name, base: X509Name): boolean =>
  base.relative.length <= name.relative.length && base.relative.every((part, i) => part === name.relative[i]);

/** A name of one of the kinds that X.509 knows (RFC 5280 section 4.2.1.6). */
export type GeneralName =
  | { readonly kind: "dns" | "email" | "uri"; readonly text: string }
  | { readonly kind: "directory"; readonly name: X509Name }
  | { readonly kind: "ip"; readonly bytes: Uint8Array }
  /** Carried, never compared: `tag` says which. */
  | { readonly kind: "other"; readonly tag: string };

const textKinds = new Map([
  ["c1", "email"],
  ["c2", "dns"],
  ["c6", "uri"],
] as const);

const ascii = (node: Asn1): string => {
  if (node.content.some((byte) => byte < 0x21 || byte > 0x7e))
    throw new FederpostError("invalid_identity", "A certificate holds a malformed alternative name.");
  return String.fromCharCode(...node.content).toLowerCase();
};

/** @throws FederpostError `invalid_identity` when it is no general name. */
export function readGeneralName(node: Asn1): GeneralName {
  const kind = textKinds.get(node.tag as "c1");
  if (kind !== undefined) return { kind, text: ascii(node) };
  if (node.tag === "c4") return { kind: "directory", name: readName(node.parts[0]) };
  return node.tag === "c7" ? { kind: "ip", bytes: node.content } : { kind: "other", tag: node.tag };
}

const hostOf = (name: GeneralName & { readonly text: string }): string => {
  if (name.kind === "email") return name.text.slice(name.text.lastIndexOf("@") + 1);
  return name.kind === "uri" && URL.canParse(name.text) ? new URL(name.text).hostname : name.text;
};

/** RFC 5280 section 4.2.1.10: a leading dot means hosts below, for e-mail and URI; for DNS a name covers all below it. */
function isTextWithin(name: GeneralName & { readonly text: string }, base: string): boolean {
  if (base === "") return true;
  if (name.kind === "email" && base.includes("@")) return name.text === base;
  const host = hostOf(name);
  if (base.startsWith(".")) return host.endsWith(base);
  return host === base || (name.kind === "dns" && host.endsWith(`.${base}`));
}

function isIpWithin(address: Uint8Array, base: Uint8Array): boolean {
  const length = address.length;
  return (
    base.length === 2 * length && address.every((byte, i) => ((byte ^ (base[i] ?? 0)) & (base[length + i] ?? 0)) === 0)
  );
}

/** Whether a name lies in a subtree of the same kind; null when the subtree is about another kind of name. */
export function isInSubtree(name: GeneralName, base: GeneralName): boolean | null {
  if (name.kind === "directory") return base.kind === "directory" ? isWithin(name.name, base.name) : null;
  if (name.kind === "ip") return base.kind === "ip" ? isIpWithin(name.bytes, base.bytes) : null;
  if (name.kind === "other") return base.kind === "other" && base.tag === name.tag ? false : null;
  return base.kind === name.kind ? isTextWithin(name, base.text) : null;
}
