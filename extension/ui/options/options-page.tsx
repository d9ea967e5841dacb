import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { Together } from "../parts/together.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useFeature } from "../state/policy.ts";
import { type RemoteHandle, useRemote } from "../state/remote.ts";
import { Blocked } from "../views/blocked.tsx";
import { UnlockPage } from "../views/unlock.tsx";
import { AbsenceSection } from "./absence-section.tsx";
import { AccountSection } from "./account-section.tsx";
import { ArchiveSection } from "./archive-section.tsx";
import { ContactsSection } from "./contacts-section.tsx";
import { CueSection } from "./cue-section.tsx";
import { DevicesSection } from "./devices-section.tsx";
import { DirectorySection } from "./directory-section.tsx";
import { DomainSection } from "./domain-section.tsx";
import { EvidenceSection } from "./evidence-section.tsx";
import { LockSection } from "./lock-section.tsx";
import { PersonSection } from "./person-section.tsx";
import { PolicySection } from "./policy-section.tsx";
import { PortalsSection } from "./portals-section.tsx";
import { RetentionSection } from "./retention-section.tsx";
import { SettingsSection } from "./settings-section.tsx";

function Sections({ account }: { readonly account: RemoteHandle<AccountView> }): JSX.Element {
  const [hasPortals, hasDirectory] = [useFeature("portals"), useFeature("directory")];
  const hasCertificate = useFeature("certificate");
  const isReady = account.state.kind === "ready" && account.state.value.kind === "ready";
  return (
    <>
      <RemoteView of={account}>
        {(value) => (
          <>
            <AccountSection account={value} done={account.put} />
            {value.kind === "ready" && <LockSection account={value} />}
            {value.kind === "ready" && <ArchiveSection />}
            {value.kind === "ready" && <AbsenceSection />}
            {value.kind === "ready" && <RetentionSection />}
            {value.kind === "ready" && <DevicesSection login={value.login} />}
          </>
        )}
      </RemoteView>
      {isReady && <ContactsSection />}
      {hasPortals && <PortalsSection />}
      <CueSection />
      <SettingsSection />
      {isReady && (
        <>
          <PersonSection />
          {hasDirectory && <DirectorySection />}
          <EvidenceSection />
          {hasCertificate && <DomainSection />}
        </>
      )}
      <PolicySection />
    </>
  );
}

/** Account, devices, connected pages, language and notifications. */
export function OptionsPage(): JSX.Element {
  const { panel, t } = useUi();
  const account = useRemote({
    key: "account",
    load: (signal) => panel.call("account.read", {}, { signal }),
    concerns: changes("account"),
  });
  useEffect(() => {
    document.title = t("title.options");
  }, [t]);
  const known = account.state.kind === "ready" ? account.state.value : null;
  if (known?.kind === "blocked") return <Blocked account={known} />;
  if (known?.kind === "locked") return <UnlockPage place="options" parked={known.parked} />;
  return (
    <>
      <header class="topbar">
        <Brand />
        <HelpButton />
      </header>
      <main class="options">
        <Together waiting={account.state.kind === "loading"}>
          <Sections account={account} />
        </Together>
      </main>
    </>
  );
}
