import type { JSX } from "preact";
import type { PersonView } from "../../../shared/protocol/index.ts";
import { mixesAlphabets } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { Icon } from "./icon.tsx";
import { SafeLine } from "./safe.tsx";

/** A person's name by a provider's word, with the level: never in quotes, always with the mark. */
export function PersonName({ person }: { readonly person: PersonView }): JSX.Element {
  const { t } = useUi();
  const { name, level, issuer } = person;
  return (
    <span class="verified-name" data-testid="verified-person" data-level={level}>
      <Icon name="done" />
      <span class="visually-hidden">{t("assurance.verified")}: </span>
      <SafeLine text={name ?? t("person.unnamed")} />
      {name !== null && mixesAlphabets(name) && <span class="mark">{t("safe.mixed_alphabets")}</span>}
      <span class="badge" data-testid="level">
        {t(`person.level.${level}`)}
      </span>
      <span class="visually-hidden">
        {t("person.by")} {issuer}
      </span>
    </span>
  );
}

/** Who vouches for the person, how well, and for how long. */
export function PersonFacts({ person }: { readonly person: PersonView }): JSX.Element {
  const { t, format } = useUi();
  return (
    <dl class="facts" data-testid="person-facts">
      <dt>{t("person.name")}</dt>
      <dd>
        <SafeLine text={person.name ?? t("person.unnamed")} />
      </dd>
      <dt>{t("person.by")}</dt>
      <dd>
        <SafeLine text={person.issuer} />
      </dd>
      <dt>{t("person.level")}</dt>
      <dd>
        {t(`person.level.${person.level}`)}
        <p class="hint">{t(`person.level_hint.${person.level}`)}</p>
      </dd>
      <dt>{t("person.since")}</dt>
      <dd>{format.date(person.sinceMs)}</dd>
      <dt>{t("person.until")}</dt>
      <dd>{format.date(person.untilMs)}</dd>
    </dl>
  );
}
