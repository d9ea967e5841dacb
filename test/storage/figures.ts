import { systemRandom } from "../../shared/base/index.ts";
import type { Change, StoreName } from "../../shared/vault/index.ts";
import type { MakePlace } from "./place.ts";

/** Milliseconds by step. Reported, never asserted: the machine is shared. */
export type Figures = Record<string, number>;

const records = 10_000;
const batch = 500;

const letter = (n: number) => ({
  subject: `Antrag Nr. ${n}`,
  text: "Sehr geehrte Damen und Herren, ".repeat(20),
  sentAt: 1_790_000_000_000 + n,
  unread: n % 3 === 0,
});

/** Times what an inbox of 10,000 records does with a vault. */
export async function measure(make: MakePlace): Promise<Figures> {
  const figures: Figures = {};
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    figures[step] = Math.round((performance.now() - start) * 10) / 10;
    return result;
  };
  const place = await make();
  const vault = await place.open();
  const fill = async (store: StoreName, keyOf: (n: number) => string) => {
    for (let from = 0; from < records; from += batch) {
      const changes = Array.from({ length: batch }, (_, i): Change => {
        return { store, key: keyOf(from + i), put: letter(from + i), expect: "absent" };
      });
      await vault.commit(changes);
    }
  };
  await timed("write 10,000 into an open store, 500 a commit", () => fill("outbox", (n) => String(n).padStart(8, "0")));
  await timed("write 10,000 into a hidden store, 500 a commit", () =>
    fill("letters", (n) => `!room${n % 100}:a.example/${n}`),
  );
  await timed("open the vault again", () => place.open());
  await timed("last 50 of an open store", () => vault.list("outbox", { direction: "backward", limit: 50 }));
  await timed("first 50 of an open store", () => vault.list("outbox", { limit: 50 }));
  await timed("all 10,000 of an open store", () => vault.list("outbox"));
  await timed("100 letters of one thread in a hidden store", () =>
    vault.list("letters", { prefix: "!room7:a.example/" }),
  );
  await timed("all 10,000 of a hidden store", () => vault.list("letters"));
  await timed("count a hidden store", () => vault.count("letters"));
  const state = systemRandom.bytes(1_048_576);
  await timed("20 commits of 1 MiB group state", async () => {
    for (let i = 0; i < 20; i++)
      await vault.commit([{ store: "groups", key: "g", put: state, expect: i === 0 ? "absent" : i }]);
  });
  await timed("20 reads of 1 MiB group state", async () => {
    for (let i = 0; i < 20; i++) await vault.read("groups", "g");
  });
  await timed("100 commits of a small letter", async () => {
    for (let i = 0; i < 100; i++)
      await vault.commit([
        { store: "letters", key: `t/${i}`, put: letter(i), expect: "absent" },
        { store: "threads", key: "t", put: { last: i } },
      ]);
  });
  await vault.close();
  return figures;
}
