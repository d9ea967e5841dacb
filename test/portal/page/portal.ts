import { connect, type Delivery, type Federpost, type Mailbox, PortalError } from "../../../shared/sdk/index.ts";
import { type Language, languages, type Text } from "./texts.ts";

/** The building office's page. It uses Federpost by its SDK alone, as any portal would. */

interface Submitted {
  readonly letterId: string;
  readonly thread: string;
  readonly title: string;
  readonly state: Delivery;
  readonly news: boolean;
  /** An answer has come at some time. */
  readonly answered?: boolean;
}

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const form = element<HTMLFormElement>("application");
const sendButton = element<HTMLButtonElement>("send");
const cancelButton = element<HTMLButtonElement>("cancel");
const submittedKey = "submitted";

let language: Language = navigator.language.startsWith("de") ? "de" : "en";
let connection: Text = "looking";
let submitted: Submitted[] = JSON.parse(localStorage.getItem(submittedKey) ?? "[]");
let lastProblem: (() => string) | null = null;

const t = (text: Text): string => languages[language].texts[text];

function render(): void {
  document.documentElement.lang = language;
  document.title = `${t("office")} – ${t("town")}`;
  for (const node of document.querySelectorAll<HTMLElement>("[data-text]")) {
    node.textContent = t(node.dataset.text as Text);
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  element("connection").textContent = t(connection);
  element("connection").dataset.state = connection;
  element("other-ways").hidden = connection !== "not_available";
  showProblem(lastProblem);
  renderSubmitted();
}

function renderSubmitted(): void {
  localStorage.setItem(submittedKey, JSON.stringify(submitted));
  element("sent").hidden = submitted.length === 0;
  for (const one of submitted) {
    const item = items.get(one.letterId) ?? newItem(one);
    items.set(one.letterId, item);
    fillItem(item, one);
  }
}

// Kept over every change: a button that was taken away under the pointer would lose its click.
const items = new Map<string, HTMLElement>();

function newItem({ letterId, thread, title }: Submitted): HTMLElement {
  const item = document.createElement("li");
  item.dataset.letter = letterId;
  const state = document.createElement("span");
  state.className = "state";
  const news = document.createElement("span");
  news.className = "news";
  item.append(title, state, news, readButton(thread));
  element("letters").append(item);
  return item;
}

function fillItem(item: HTMLElement, { state, news, answered }: Submitted): void {
  item.dataset.state = state;
  item.dataset.news = String(news);
  const part = (css: string) => item.querySelector<HTMLElement>(css) as HTMLElement;
  part(".state").textContent = languages[language].states[state];
  part(".news").textContent = news ? t("answered") : "";
  part("button").textContent = t("read");
  part("button").hidden = answered !== true;
}

let readAnswer: (thread: string) => Promise<void> = async () => {};

function readButton(thread: string): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.dataset.testid = "read-answer";
  button.addEventListener("click", () => void readAnswer(thread).catch((error) => showProblem(problemOf(error))));
  return button;
}

/** Shows the newest answer here, in a frame that this page cannot read, where the browser lets such a frame be trusted. */
const readIn = (federpost: Federpost) => async (thread: string) => {
  showProblem(null);
  await federpost.requestAccess({ methods: ["letter.open"], purpose: t("readPurpose") });
  const place = await federpost.open(thread, { in: element("reading") });
  if (place === "window") say("readWhere");
};

function say(text: Text): void {
  connection = text;
  render();
}

function showProblem(text: (() => string) | null): void {
  lastProblem = text;
  element("problem").hidden = text === null;
  element("problem").textContent = text?.() ?? "";
}

const problemOf = (error: unknown) => () =>
  error instanceof PortalError ? languages[language].problems[error.code] : t("aborted");

/** The same form keeps its key over reloads, so that a letter is never sent twice by accident. */
function idempotencyKey(): string {
  const known = sessionStorage.getItem("key") ?? crypto.randomUUID();
  sessionStorage.setItem("key", known);
  return known;
}

/** How well it must be borne out whose mailbox it is, for pages of the office that take confidential matters. */
const recipientLevel = (["low", "substantial", "high"] as const).find(
  (level) => level === new URLSearchParams(location.search).get("level"),
);

function letterFrom(to: Mailbox) {
  const fields = new FormData(form);
  const field = (name: string) => String(fields.get(name) ?? "");
  const kind = element<HTMLSelectElement>("kind").selectedOptions[0]?.textContent ?? "";
  const [applicant, plot, description] = ["applicant", "plot", "description"].map(field);
  return {
    to,
    subject: `${t("subject")}: ${kind}, ${plot}`,
    text: `${t("applicant")}: ${applicant}\n${t("kind")}: ${kind}\n${t("plot")}: ${plot}\n\n${description}\n`,
    data: {
      schema: "https://bauamt.musterlingen.example/bauantrag/1",
      json: { applicant, kind: field("kind"), plot, description },
    },
    // An input without a file yields one without a name. Its size tells nothing: a file that is gone has size 0, too.
    attachments: fields.getAll("files").filter((file): file is File => file instanceof File && file.name !== ""),
    ...(recipientLevel !== undefined && { recipientLevel }),
    idempotencyKey: idempotencyKey(),
  };
}

async function submit(federpost: Federpost, signal: AbortSignal): Promise<void> {
  say("access");
  await federpost.requestAccess(
    { methods: ["mailbox.find", "letter.send", "letter.status"], purpose: t("purpose") },
    { signal },
  );
  say("finding");
  const { domain } = (await (await fetch("/config.json", { signal })).json()) as { domain: string };
  const mailbox = await federpost.findMailbox({ domain }, { signal });
  if (mailbox === null) return showProblem(() => t("no_mailbox"));
  say("approving");
  const letter = letterFrom(mailbox);
  const { letterId, thread } = await federpost.send(letter, { signal });
  sessionStorage.removeItem("key");
  submitted = [...submitted, { letterId, thread, title: letter.subject, state: "waiting", news: false }];
  form.reset();
  say("done");
  element("connection").scrollIntoView({ block: "nearest" });
  await refresh(federpost);
}

async function refresh(federpost: Federpost): Promise<void> {
  for (const { letterId } of submitted) {
    // A letter of another profile, or of a permission that ended, keeps the state it was last seen in.
    const status = await federpost.status(letterId).catch(() => null);
    if (status !== null) update((one) => one.letterId === letterId, { state: status.state });
  }
}

function update(which: (one: Submitted) => boolean, change: Partial<Submitted>): void {
  submitted = submitted.map((one) => (which(one) ? { ...one, ...change } : one));
  renderSubmitted();
}

function follow(federpost: Federpost): void {
  federpost.on("letterStatus", ({ letterId, state }) => update((one) => one.letterId === letterId, { state }));
  federpost.on("threadChanged", ({ thread, unread }) =>
    update((one) => one.thread === thread, unread > 0 ? { news: true, answered: true } : { news: false }),
  );
}

function offer(federpost: Federpost): void {
  sendButton.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    showProblem(null);
    if (!form.reportValidity()) return showProblem(() => t("incomplete"));
    const controller = new AbortController();
    cancelButton.onclick = () => controller.abort();
    sendButton.disabled = true;
    cancelButton.hidden = false;
    try {
      await submit(federpost, controller.signal);
    } catch (error) {
      showProblem(problemOf(error));
    } finally {
      if (connection !== "done") say("connected");
      sendButton.disabled = false;
      cancelButton.hidden = true;
    }
  });
}

for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
  button.addEventListener("click", () => {
    language = button.dataset.language as Language;
    render();
  });
}
element("print").addEventListener("click", () => print());
render();

const connected = await connect({ timeoutMs: 5000 });
if (connected.kind === "connected") {
  const { federpost } = connected;
  offer(federpost);
  follow(federpost);
  readAnswer = readIn(federpost);
  say("connected");
  await refresh(federpost);
} else {
  say("not_available");
}
