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

/** What a page may ask for, in plain words; a method we have no words for is named as it is. */
export function MethodList({ methods }: { readonly methods: readonly string[] }): JSX.Element {
  const { t } = useUi();
  return (
    <ul class="methods">
      {methods.map((method) => {
        const name = known.find((one) => one === method);
        return <li key={method}>{name === undefined ? <SafeLine text={method} /> : t(`method.${name}`)}</li>;
      })}
    </ul>
  );
}
