import { connect, type Federpost, type Mailbox, type MailboxQuery, PortalError } from "../../../shared/sdk/index.ts";

/** The town's page on which people find out which office is responsible. Their own directory knows; the page has none. */

const words = {
  connected: "Ihr Postfach Federpost ist bereit.",
  not_available: "Ihr Postfach Federpost ist hier nicht verfügbar. Rufen Sie uns bitte an.",
  asking: "Ihr Postfach sucht.",
  found: "Ihr Postfach hat diese Stelle gefunden.",
  nothing: "Dazu gibt es keine Stelle, oder mehrere. Bitte geben Sie mehr an.",
  no_directory: "In Ihrem Postfach ist kein Verzeichnis eingestellt. Rufen Sie uns bitte an.",
  later: "Das Verzeichnis antwortet gerade nicht. Bitte versuchen Sie es später noch einmal.",
  too_often: "Das war zu oft. Bitte warten Sie einen Augenblick.",
  sent: "Ihre Frage ist abgeschickt.",
  not_proved: "Es ist nicht nachgewiesen, wem das Postfach gehört. Fragen Sie ohne vertrauliche Angaben.",
  refused: "Sie haben abgelehnt. Es ist nichts geschehen.",
  failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
} as const;
type Said = keyof typeof words;

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const state = element("state");
const office = element("found");
const ask = element<HTMLButtonElement>("ask");
const confide = element<HTMLButtonElement>("confide");
let mailbox: Mailbox | null = null;

function say(what: Said): void {
  state.textContent = words[what];
  state.dataset.state = what;
}

function show(found: Mailbox | null): void {
  mailbox = found;
  office.hidden = found === null;
  for (const button of [ask, confide]) button.hidden = found === null;
  office.textContent = found === null ? "" : `${found.name} (${found.domain})`;
}

const reasons: Readonly<Partial<Record<PortalError["code"], Said>>> = {
  unsupported: "no_directory",
  unavailable: "later",
  rate_limited: "too_often",
  user_rejected: "refused",
  recipient_not_proved: "not_proved",
};
const reasonOf = (error: unknown): Said =>
  error instanceof PortalError ? (reasons[error.code] ?? "failed") : "failed";

async function find(federpost: Federpost, query: MailboxQuery): Promise<Said> {
  say("asking");
  show(null);
  await federpost.requestAccess({ methods: ["mailbox.find", "letter.send"], purpose: "Die zuständige Stelle finden" });
  const found = await federpost.findMailbox(query);
  show(found);
  return found === null ? "nothing" : "found";
}

/** Confidential questions go only to an office of which it is borne out who it is. */
async function write(federpost: Federpost, to: Mailbox, recipientLevel: "substantial" | null): Promise<Said> {
  const text = "Sind Sie für mein Vorhaben zuständig?";
  await federpost.send({ to, subject: "Frage zur Zuständigkeit", text, recipientLevel });
  return "sent";
}

const connected = await connect({ timeoutMs: 5000 });
say(connected.kind);
if (connected.kind === "connected") {
  const { federpost } = connected;
  const value = (id: string): string => element<HTMLInputElement>(id).value.trim();
  const onSubmit = (form: string, query: () => MailboxQuery): void =>
    element<HTMLFormElement>(form).addEventListener("submit", async (event) => {
      event.preventDefault();
      say(await find(federpost, query()).catch(reasonOf));
    });
  onSubmit("responsible", () => ({ service: value("service"), place: value("place") }));
  onSubmit("by-name", () => ({ query: value("query") }));
  for (const [button, level] of [
    [ask, null],
    [confide, "substantial"],
  ] as const)
    button.addEventListener("click", async () => {
      if (mailbox !== null) say(await write(federpost, mailbox, level).catch(reasonOf));
    });
  for (const button of document.querySelectorAll<HTMLButtonElement>("form button")) button.disabled = false;
}
