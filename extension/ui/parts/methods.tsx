import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import { SafeLine } from "./safe.tsx";

const known = [
  "access.list",
  "access.revoke",
  "mailbox.find",
  "letter.send",
  "letter.status",
  "letter.open",
  "letter.compose",
  "document.sign",
  "identity.present",
] as const;

type Known = (typeof known)[number];

/** The method as we have words for it; one that we have none for counts as the plainest. */
export const knownMethod = (method: string): Known => known.find((one) => one === method) ?? "access.list";

/** What a method lets a page do, in plain words; a method we have no words for is named as it is. */
export function MethodName({ method }: { readonly method: string }): JSX.Element {
  const { t } = useUi();
  const name = known.find((one) => one === method);
  return name === undefined ? <SafeLine text={method} /> : <span>{t(`method.${name}`)}</span>;
}

/** What a page may ask for. */
export function MethodList({ methods }: { readonly methods: readonly string[] }): JSX.Element {
  return (
    <ul class="methods">
      {methods.map((method) => (
        <li key={method}>
          <MethodName method={method} />
        </li>
      ))}
    </ul>
  );
}
