import { Fragment, type JSX } from "preact";
import { SafeLine } from "./safe.tsx";

/** What stands in a person's evidence: names and values, both as somebody else wrote them. */
export function ClaimsList({ claims }: { readonly claims: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <dl class="facts">
      {claims.map(([name, value]) => (
        <Fragment key={name}>
          <dt>
            <SafeLine text={name} />
          </dt>
          <dd>
            <SafeLine text={value} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
