import type { JSX } from "preact";
import type { SealedView } from "../../../shared/protocol/index.ts";
import { AcknowledgeBy } from "../parts/acknowledge-by.tsx";
import { AttachmentFacts } from "../parts/attachment.tsx";
import { SafeLine, SafeText } from "../parts/safe.tsx";
import { StructuredData } from "../parts/structured-data.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import { FrameParty } from "./frame-party.tsx";

/** An opened letter inside a portal's page: to be read. Whatever commits the person is done in the mailbox. */
export function LetterFrame({
  letter,
}: {
  readonly letter: Extract<SealedView, { kind: "letter" }>["letter"];
}): JSX.Element {
  const { t } = useUi();
  const { from, subject, text, data, attachments } = letter;
  return (
    <article class="letter" data-testid="sealed-letter">
      <header class="letter-head">
        <h2>{subject === "" ? t("letter.no_subject") : <SafeLine text={subject} />}</h2>
        <p class="letter-from">
          <span class="visually-hidden">{t("letter.from")} </span>
          <FrameParty party={from} />
        </p>
        <p class="letter-time">
          {letter.receivedAtMs === null ? t("letter.written") : t("letter.received")}{" "}
          <Time atMs={letter.receivedAtMs ?? letter.sentAtMs} form="full" />
        </p>
      </header>
      {text !== null && text !== "" && <SafeText text={text} links="none" />}
      {data !== null && <StructuredData data={data} files={attachments.map(({ name }) => name)} />}
      <AcknowledgeBy day={letter.acknowledgeBy} />
      {attachments.length > 0 && (
        <section>
          <h3>{t("sealed.attachments", { count: attachments.length })}</h3>
          <ul data-testid="sealed-attachments">
            {attachments.map((attachment, index) => (
              <li key={index}>
                <AttachmentFacts attachment={attachment} />
              </li>
            ))}
          </ul>
          <p class="hint">{t("sealed.attachments_where")}</p>
        </section>
      )}
    </article>
  );
}
