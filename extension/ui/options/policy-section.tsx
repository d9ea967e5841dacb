import type { JSX } from "preact";
import type { PolicyView } from "../../../shared/protocol/index.ts";
import type { Translate } from "../../i18n/index.ts";
import { SafeLine } from "../parts/safe.tsx";
import { useUi } from "../state/context.ts";
import { usePolicy } from "../state/policy.ts";

interface Rule {
  readonly field: string;
  readonly text: string;
  /** Addresses, one in a row. */
  readonly list?: readonly string[];
}

const when = (holds: boolean, rule: () => Rule): readonly Rule[] => (holds ? [rule()] : []);

function portalRules(policy: PolicyView, t: Translate): readonly Rule[] {
  const { allowedPortals, blockedPortals } = policy;
  return [
    ...when(allowedPortals !== null, () => {
      const list = (allowedPortals ?? []).filter((origin) => !blockedPortals.includes(origin));
      const text = t(list.length === 0 ? "policy.allowedPortals.none" : "policy.allowedPortals");
      return { field: "allowedPortals", text, list };
    }),
    ...when(blockedPortals.length > 0, () => ({
      field: "blockedPortals",
      text: t("policy.blockedPortals"),
      list: blockedPortals,
    })),
  ];
}

function lockRules({ allowedWays, lockAfterMinutes, profileMode }: PolicyView, t: Translate): readonly Rule[] {
  return [
    ...when(allowedWays !== null, () => ({
      field: "allowedWays",
      text: t("policy.allowedWays"),
      list: [...(allowedWays ?? []), "recovery" as const].map((kind) => t(`way.${kind}`)),
    })),
    ...when(lockAfterMinutes !== null, () => ({
      field: "lockAfterMinutes",
      text: t("policy.lockAfterMinutes", { count: lockAfterMinutes ?? 0 }),
    })),
    ...when(profileMode === "roaming", () => ({ field: "profileMode", text: t("policy.profileMode") })),
  ];
}

function audienceRules({ audience, featuresOff }: PolicyView, t: Translate): readonly Rule[] {
  return [
    ...when(audience !== null, () => ({ field: "audience", text: t(`policy.audience.${audience ?? "citizen"}`) })),
    ...when(featuresOff.length > 0, () => ({
      field: "featuresOff",
      text: t("policy.featuresOff"),
      list: featuresOff.map((feature) => t(`policy.feature.${feature}`)),
    })),
  ];
}

function rulesOf(policy: PolicyView, t: Translate): readonly Rule[] {
  const { homeserver, minimumAssurance, retentionDays, minimumVersion, lists } = policy;
  return [
    ...when(homeserver !== null, () => ({
      field: "homeserver",
      text: t("policy.homeserver"),
      list: [homeserver ?? ""],
    })),
    ...portalRules(policy, t),
    ...lockRules(policy, t),
    ...when(minimumAssurance !== null, () => ({
      field: "minimumAssurance",
      text: t("policy.minimumAssurance", { level: t(`person.level.${minimumAssurance ?? "low"}`) }),
    })),
    ...when(retentionDays !== null, () => ({
      field: "retentionDays",
      text: t("policy.retentionDays", { count: retentionDays ?? 0 }),
    })),
    ...audienceRules(policy, t),
    ...lists.map((field) => ({ field, text: t(`policy.${field}`) })),
    ...when(minimumVersion !== null, () => ({
      field: "minimumVersion",
      text: t("policy.minimumVersion", { version: minimumVersion ?? "" }),
    })),
  ];
}

/** What an administrator decided for this mailbox, in words. Nothing where nobody did. */
export function PolicySection(): JSX.Element | null {
  const { t } = useUi();
  const policy = usePolicy();
  if (policy === null || (policy.kind !== "valid" && policy.kind !== "kept")) return null;
  const rules = rulesOf(policy, t);
  return (
    <section aria-labelledby="policy-title" data-testid="policy">
      <h2 id="policy-title">{t("policy.title")}</h2>
      <p class="hint">{t(policy.kind === "kept" ? "policy.kept" : "policy.text")}</p>
      {rules.length === 0 && <p>{t("policy.nothing")}</p>}
      <ul class="items">
        {rules.map(({ field, text, list = [] }) => (
          <li key={field} class="item" data-testid="policy-rule" data-field={field}>
            <div class="item-text">
              <span>{text}</span>
              {list.map((line) => (
                <strong key={line}>
                  <SafeLine text={line} />
                </strong>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
