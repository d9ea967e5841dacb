import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { PolicyView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { useUi } from "../state/context.ts";
import { Statement } from "./statement.tsx";
import { assessedOn, type HelpTopic, speaksOf, statementId, statementKeys, topics } from "./topics.ts";

/** Whom to tell of barriers; null while it is not known, and where nobody is named. */
function useContact(): PolicyView["accessibilityContact"] {
  const { panel } = useUi();
  const [contact, setContact] = useState<PolicyView["accessibilityContact"]>(null);
  useEffect(() => {
    // Without an answer the statement says that no address is known, which is so.
    panel.call("policy.read", {}).then(
      ({ accessibilityContact }) => setContact(accessibilityContact),
      () => undefined,
    );
  }, [panel]);
  return contact;
}

/** Goes to the topic that the address names, once it is drawn. */
function useAnchor(): void {
  useEffect(() => {
    const go = () => {
      const title = document.getElementById(`${location.hash.slice(1)}-title`);
      title?.scrollIntoView();
      title?.focus({ preventScroll: true });
    };
    go();
    addEventListener("hashchange", go);
    return () => removeEventListener("hashchange", go);
  }, []);
}

function Topic({ topic }: { readonly topic: HelpTopic }): JSX.Element {
  const { t } = useUi();
  const { id, title, before, laws, after } = topic;
  return (
    <section class="help-topic" id={id} aria-labelledby={`${id}-title`} data-testid="help-topic" data-topic={id}>
      <h2 id={`${id}-title`} tabIndex={-1}>
        {t(title)}
      </h2>
      {before.map((key) => (
        <p key={key}>{t(key)}</p>
      ))}
      {laws.length > 0 && (
        <dl class="help-laws">
          {laws.map(({ statute, text }) => (
            <div key={text}>
              <dt>{statute}</dt>
              <dd>{t(text)}</dd>
            </div>
          ))}
        </dl>
      )}
      {after.map((key) => (
        <p key={key}>{t(key)}</p>
      ))}
    </section>
  );
}

/** Help in plain words. Needs no mailbox: it is there before the first one, while locked, and where none opens. */
export function HelpPage(): JSX.Element {
  const { t, format } = useUi();
  const [query, setQuery] = useState("");
  const contact = useContact();
  useAnchor();
  useEffect(() => {
    document.title = t("title.help");
  }, [t]);
  const wanted = query.trim();
  const fits = ({ title, before, laws, after }: HelpTopic) =>
    speaksOf(
      [t(title), ...[...before, ...after].map((key) => t(key)), ...laws.flatMap((one) => [one.statute, t(one.text)])],
      wanted,
    );
  const shown = topics.filter(fits);
  const known = contact === null ? [] : [t("help.access.contact_known", { name: contact.name }), contact.address];
  const date = format.date(Date.parse(assessedOn));
  const statementTexts = [t("help.access.scope", { date }), ...statementKeys(contact !== null).map((key) => t(key))];
  const showsStatement = speaksOf([...statementTexts, ...known], wanted);
  const count = shown.length + (showsStatement ? 1 : 0);
  return (
    <>
      <header class="topbar">
        <Brand />
      </header>
      <main class="help" data-testid="help">
        <h2 class="view-title">{t("help.title")}</h2>
        <search class="finding">
          <input
            type="search"
            class="finding-field"
            value={query}
            maxLength={100}
            placeholder={t("help.search")}
            aria-label={t("help.search")}
            autocomplete="off"
            data-testid="help-search"
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </search>
        <p role="status" class={wanted === "" ? "visually-hidden" : "hint"} data-testid="help-count" data-count={count}>
          {wanted === "" ? "" : count === 0 ? t("help.none") : t("help.found", { count })}
        </p>
        {wanted === "" && (
          <nav aria-label={t("help.topics")}>
            <ul class="help-topics">
              {[...topics, { id: statementId, title: "help.access.title" as const }].map(({ id, title }) => (
                <li key={id}>
                  <a href={`#${id}`}>{t(title)}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {shown.map((topic) => (
          <Topic key={topic.id} topic={topic} />
        ))}
        {showsStatement && <Statement contact={contact} />}
        <p class="hint">{t("help.hint")}</p>
      </main>
    </>
  );
}
