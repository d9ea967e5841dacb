import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { germanDay, parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import { reasonLength } from "../../../shared/letter/index.ts";
import type { PanelParams, ThreadView } from "../../../shared/protocol/index.ts";
import { Field } from "../parts/field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { type Action, useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";
import { readDay, writeDay } from "../state/read-day.ts";
import { TextArea } from "./text-area.tsx";

type Answer = PanelParams<"letter.acknowledge">["answer"];

interface AcknowledgeProps {
  readonly letter: LetterEntry;
  readonly thread: string;
  readonly show: (view: ThreadView) => void;
}

interface WayProps {
  readonly action: Action;
  readonly give: (answer: Answer) => void;
  readonly other: () => void;
}

/** Today in Germany as it stands in the field: the usual answer is one click. */
function today(): string {
  const day = germanDay(Date.now());
  return day === null ? "" : writeDay(day);
}

function Confirm({ action, give, other }: WayProps): JSX.Element {
  const { t } = useUi();
  const [typed, setTyped] = useState(today);
  const [wrong, setWrong] = useState(false);
  const confirm = () => {
    const day = readDay(typed);
    setWrong(day === null);
    if (day !== null) give({ kind: "acknowledged", day });
  };
  return (
    <>
      <Field
        label={t("acknowledge.day")}
        hint={t("acknowledge.day_hint")}
        value={typed}
        maxLength={10}
        problem={wrong ? t("form.date") : null}
        onInput={setTyped}
        testId="acknowledge-day"
      />
      <p class="hint">{t("acknowledge.final")}</p>
      <div class="buttons">
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={(event) => event.isTrusted && confirm()}
          data-testid="acknowledge-confirm"
        >
          {t("acknowledge.confirm")}
        </button>
        <button type="button" class="button" disabled={action.busy} onClick={other} data-testid="acknowledge-refuse">
          {t("acknowledge.refuse")}
        </button>
      </div>
    </>
  );
}

function Refuse({ action, give, other }: WayProps): JSX.Element {
  const { t } = useUi();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === "";
  const refuse = () => {
    setTried(true);
    if (!missing) give({ kind: "rejected", reason });
  };
  return (
    <>
      <TextArea
        label={t("acknowledge.reason")}
        value={reason}
        maxLength={reasonLength}
        problem={tried && missing ? t("acknowledge.reason_missing") : null}
        onInput={setReason}
        testId="acknowledge-reason"
      />
      <p class="hint">{t("acknowledge.final")}</p>
      <div class="buttons">
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={(event) => event.isTrusted && refuse()}
          data-testid="acknowledge-send-refusal"
        >
          {t("acknowledge.send_refusal")}
        </button>
        <button type="button" class="button" disabled={action.busy} onClick={other}>
          {t("action.cancel")}
        </button>
      </div>
    </>
  );
}

/** Whether somebody asks for an acknowledgement of this letter that was not given yet. */
const isAsked = ({ mine, acknowledgeBy, receipts }: LetterEntry): boolean =>
  !mine && acknowledgeBy !== null && !receipts.some(({ kind }) => kind === "acknowledged" || kind === "rejected");

/** The answer to a letter that asks for one: a stated day or a refusal with its reason, once, by a real click or key. */
export function Acknowledge({ letter, thread, show }: AcknowledgeProps): JSX.Element | null {
  const { panel, t } = useUi();
  const action = useAction();
  const [refusing, setRefusing] = useState(false);
  if (!isAsked(letter)) return null;
  const give = (answer: Answer) =>
    void action.run(async () => {
      const at = { thread: required(parseRoomId(thread)), letter: required(parseLetterId(letter.letter)) };
      show(await panel.call("letter.acknowledge", { ...at, answer }));
    });
  const way = { action, give, other: () => setRefusing(!refusing) };
  const heading = `acknowledge-${letter.letter}`;
  return (
    <section class="acknowledge" aria-labelledby={heading} data-testid="acknowledge">
      <h4 id={heading}>{t("acknowledge.title")}</h4>
      {refusing ? <Refuse {...way} /> : <Confirm {...way} />}
      <FailureNotice failure={action.failure} />
    </section>
  );
}
