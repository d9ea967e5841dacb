import { threadsOf } from "./inbox-letters.ts";
import { openPlainList, type PlainList } from "./plain-list.ts";

/**
 * The page that the mailbox is compared with: the same letters in a plain IndexedDB store of a plain web page, all threads
 * drawn at once, nothing sealed and nobody asked. `?letters=N` shows so many, `?letters=N&fill` puts them there.
 */

const element = (name: string, about: { readonly text?: string; readonly className?: string }): HTMLElement => {
  const made = document.createElement(name);
  made.className = about.className ?? "";
  made.textContent = about.text ?? "";
  return made;
};

const day = new Intl.DateTimeFormat("de", { dateStyle: "medium" });

async function fill(plain: PlainList, count: number): Promise<void> {
  const batch = [...threadsOf(count)].flat();
  while (batch.length > 0) await plain.add(batch.splice(0, 1_000));
  document.body.append(element("p", { text: "filled", className: "filled" }));
}

async function show(plain: PlainList): Promise<void> {
  const list = element("div", { className: "list" });
  const detail = element("div", {});
  for (const { thread, subject, from, text, sentAtMs } of await plain.threads()) {
    const row = element("a", { className: "row" });
    row.setAttribute("href", "#");
    row.dataset.testid = "thread-row";
    row.dataset.thread = thread;
    row.append(
      element("b", { text: subject }),
      element("span", { text: from }),
      element("time", { text: day.format(sentAtMs) }),
      element("p", { text: text.slice(0, 120) }),
    );
    list.append(row);
  }
  document.body.append(list, detail);
  list.addEventListener("click", async ({ target }) => {
    const thread = (target as Element).closest<HTMLElement>(".row")?.dataset.thread ?? "";
    const letters = await plain.thread(thread);
    detail.replaceChildren(...letters.map(({ text }) => element("p", { text, className: "letter-text" })));
    detail.dataset.testid = "thread";
    detail.dataset.thread = thread;
  });
}

const wanted = new URLSearchParams(location.search);
const count = Number(wanted.get("letters"));
const plain = await openPlainList(count);
await (wanted.has("fill") ? fill(plain, count) : show(plain));
