import type { JSX } from "preact";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { AcknowledgeBy } from "../parts/acknowledge-by.tsx";
import { AttachmentFacts } from "../parts/attachment.tsx";
import { Notice } from "../parts/notice.tsx";
import { PartyCard } from "../parts/party.tsx";
import { SafeLine, SafeText } from "../parts/safe.tsx";
import { StructuredData } from "../parts/structured-data.tsx";
import { useUi } from "../state/context.ts";

type SendView = Extract<ConsentView, { kind: "send" }>;

/** Whether nothing goes out, and the page gets nothing but the word why. */
export const sendsNothing = ({ demands }: SendView): boolean => demands?.met === false;

/** Evidence that the page demands of the recipient, and whether this mailbox has seen it. */
function Demand({ demands }: Pick<SendView, "demands">): JSX.Element | null {
  const { t } = useUi();
  if (demands === null) return null;
  const { level, met } = demands;
  return (
    <Notice tone={met ? "info" : "warning"} testId="demands">
      <p data-testid="demand" data-met={met}>
        {t("demand.by_page", { level: t(`person.level.${level}`) })}
      </p>
      <p>{t(met ? "demand.met" : "demand.not_met")}</p>
    </Notice>
  );
}

function Attachments({ attachments }: Pick<SendView, "attachments">): JSX.Element | null {
  const { t } = useUi();
  if (attachments.length === 0) return <p class="hint">{t("attachment.none")}</p>;
  return (
    <div class="attachments">
      <h2>{t("attachment.title", { count: attachments.length })}</h2>
      <ul>
        {attachments.map((attachment, index) => (
          <li class="attachment" key={`${index}-${attachment.name}`} data-testid="attachment">
            <AttachmentFacts attachment={attachment} />
            <details class="hash">
              <summary>{t("attachment.hash")}</summary>
              <code>{attachment.sha256}</code>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What goes to whom, in one line beside the buttons: it stays in sight while the rest is scrolled. */
export function SendSummary({ view }: { readonly view: SendView }): JSX.Element {
  const { t, format } = useUi();
  const { attachments, to } = view;
  const sizeBytes = attachments.reduce((sum, attachment) => sum + attachment.sizeBytes, 0);
  return (
    <p class="summary-line" data-testid="summary">
      {t(sendsNothing(view) ? "demand.no_letter_to" : "consent.send_to")}{" "}
      <span class="address">
        <SafeLine text={to.userId} />
      </span>
      {attachments.length > 0 &&
        `, ${t("consent.send_files", { count: attachments.length, size: format.size(sizeBytes) })}`}
    </p>
  );
}

/** A page asks to send a letter in the person's name: everything that will go out, to whom. */
export function SendRequest({ view }: { readonly view: SendView }): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <h2>{t("compose.to")}</h2>
      <PartyCard party={view.to} />
      <Demand demands={view.demands} />
      <p class="hint">{t(view.thread === null ? "consent.new_thread" : "consent.known_thread")}</p>
      <h2>{t("compose.subject")}</h2>
      <p data-testid="consent-subject">
        <SafeLine text={view.subject} />
      </p>
      <h2>{t("compose.text")}</h2>
      {view.text === "" ? <p class="hint">{t("consent.no_text")}</p> : <SafeText text={view.text} links="none" />}
      {view.data !== null && <StructuredData data={view.data} />}
      <AcknowledgeBy day={view.acknowledgeBy} />
      <Attachments attachments={view.attachments} />
    </>
  );
}
