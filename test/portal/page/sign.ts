import { connect, type Federpost, PortalError } from "../../../shared/sdk/index.ts";

/** The page on which the building office asks for a signature. Its server verifies what it gets. */

const words = {
  connected: "Ihr Postfach Federpost ist bereit.",
  not_available:
    "Ihr Postfach Federpost ist hier nicht verfügbar. Drucken Sie den Vertrag aus und unterschreiben Sie ihn.",
  asking: "Bitte entscheiden Sie im Fenster Ihres Postfachs.",
  refused: "Sie haben nicht unterschrieben.",
  valid: "Danke. Ihre Unterschrift ist angekommen und geprüft.",
  invalid: "Die Unterschrift gehört nicht zu diesem Vertrag.",
  no_certificate: "Dafür braucht Ihr Postfach ein gültiges Zertifikat.",
  failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
} as const;

// A page for agencies asks for a signature by certificate; whether it takes one without as well, its address says.
const certificate = new URLSearchParams(location.search).get("certificate");
const wanted =
  certificate === null
    ? ({ format: "jws-detached" } as const)
    : ({ format: "jades-b", otherwise: certificate === "preferred" ? "jws-detached" : null } as const);

const state = document.getElementById("state") as HTMLElement;
const button = document.getElementById("sign") as HTMLButtonElement;

function say(what: keyof typeof words): void {
  state.textContent = words[what];
  state.dataset.state = what;
}

async function sign(federpost: Federpost): Promise<keyof typeof words> {
  say("asking");
  await federpost.requestAccess({ methods: ["document.sign"], purpose: "Den Erschließungsvertrag unterschreiben" });
  const bytes = await (await fetch("/contract.pdf")).blob();
  const contract = new File([bytes], "Erschließungsvertrag.pdf", { type: "application/pdf" });
  const reason = "Ich schließe den Erschließungsvertrag mit der Stadt Musterlingen.";
  const signature = await federpost.sign({ documents: [contract], reason, ...wanted });
  const answer = await fetch("/signatures", { method: "POST", body: JSON.stringify(signature) });
  return ((await answer.json()) as { kind: "valid" | "invalid" }).kind;
}

const connected = await connect({ timeoutMs: 5000 });
say(connected.kind);
if (connected.kind === "connected") {
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say(
      await sign(connected.federpost).catch((error: unknown) => {
        if (!(error instanceof PortalError)) return "failed";
        return error.code === "user_rejected" ? "refused" : error.code === "unsupported" ? "no_certificate" : "failed";
      }),
    );
    button.disabled = false;
  });
}
