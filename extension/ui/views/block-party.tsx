import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseUserId } from "../../../shared/base/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useAction } from "../state/action.ts";
import { isBlocked, useContactPolicy } from "../state/contact-policy.ts";
import { required, useUi } from "../state/context.ts";
import { useFeature } from "../state/policy.ts";

/** Blocks somebody, after a question that says what it means, or takes that back. */
export function BlockParty({ account }: { readonly account: string }): JSX.Element | null {
  const { panel, t } = useUi();
  const action = useAction();
  const policy = useContactPolicy();
  const mayRule = useFeature("contact_rules");
  const [asking, setAsking] = useState(false);
  const set = (rule: "block" | null) =>
    action.run(async () => {
      policy.put(await panel.call("contacts.setRule", { account: required(parseUserId(account)), rule }));
      setAsking(false);
    });
  if (policy.state.kind !== "ready" || !mayRule) return null;
  if (isBlocked(policy.state.value, account)) {
    return (
      <div class="buttons" data-testid="blocked">
        <span>{t("contacts.blocked")}</span>
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => void set(null)}
          data-testid="unblock"
        >
          {t("contacts.unblock")}
        </button>
        <FailureNotice failure={action.failure} />
      </div>
    );
  }
  return (
    <div class="buttons">
      <button type="button" class="button" onClick={() => setAsking(true)} data-testid="block">
        {t("contacts.block")}
      </button>
      {asking && (
        <Question
          title={t("contacts.block_title")}
          testId="block-dialog"
          close={() => setAsking(false)}
          tone="danger"
          yes={{
            text: t("contacts.block_action"),
            testId: "block-confirm",
            blocked: action.busy,
            act: () => void set("block"),
          }}
          no={t("contacts.block_cancel")}
        >
          <p class="address">
            <SafeLine text={account} />
          </p>
          <p>{t("contacts.block_text")}</p>
          <FailureNotice failure={action.failure} />
        </Question>
      )}
    </div>
  );
}
