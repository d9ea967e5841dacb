import { connect, type Federpost, PortalError } from "../../../shared/sdk/index.ts";
import type { PresentationReport } from "../../../shared/verify/public.ts";

/** The page on which the building office asks who somebody is. Its server makes the nonce and verifies what it gets. */

const words = {
  connected: "Ihr Postfach Federpost ist bereit.",
  not_available: "Ihr Postfach Federpost ist hier nicht verfügbar. Kommen Sie mit Ihrem Ausweis ins Rathaus.",
  asking: "Bitte entscheiden Sie im Fenster Ihres Postfachs.",
  refused: "Sie haben keinen Nachweis vorgelegt.",
  valid: "Danke. Ihr Nachweis ist angekommen und geprüft.",
  invalid: "Der Nachweis gilt hier nicht.",
  no_evidence: "Ihr Postfach hat keinen passenden Nachweis. Kommen Sie mit Ihrem Ausweis ins Rathaus.",
  failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
} as const;

const evidence = new URLSearchParams(location.search).get("evidence") === "oidc" ? "oidc" : "x509";
const demand = evidence === "oidc" ? ({ level: "substantial", claims: ["name"] } as const) : {};

const state = document.getElementById("state") as HTMLElement;
const who = document.getElementById("who") as HTMLElement;
const button = document.getElementById("present") as HTMLButtonElement;

function say(what: keyof typeof words): void {
  state.textContent = words[what];
  state.dataset.state = what;
}

const post = async (path: string, body: string): Promise<unknown> =>
  (await fetch(path, { method: "POST", body })).json();

async function present(federpost: Federpost): Promise<keyof typeof words> {
  say("asking");
  await federpost.requestAccess({ methods: ["identity.present"], purpose: "Wissen, wer Akten einsieht" });
  const { nonce } = (await post("/nonces", "")) as { nonce: string };
  const presented = await federpost.present({ evidence, ...demand, purpose: "Einsicht in die Bauakte", nonce });
  const report = (await post("/evidence", JSON.stringify({ ...presented, nonce }))) as PresentationReport;
  if (report.verdict !== "valid") return "invalid";
  const { proved } = report;
  who.hidden = false;
  who.textContent = proved.kind === "x509" ? proved.organisation.name : proved.person.name;
  return "valid";
}

const connected = await connect({ timeoutMs: 5000 });
say(connected.kind);
if (connected.kind === "connected") {
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say(
      await present(connected.federpost).catch((error: unknown) => {
        if (!(error instanceof PortalError)) return "failed";
        return error.code === "user_rejected" ? "refused" : error.code === "unsupported" ? "no_evidence" : "failed";
      }),
    );
    button.disabled = false;
  });
}
