import type { BenchLine } from "../../scripts/benches.ts";
import { openMailbox, type TestMailbox } from "../courier/mailbox.ts";
import { openHouse } from "../courier/transport-house.ts";
import { distribution } from "./measure.ts";

/** From "send" in one process to "readable" in another mailbox, over a real homeserver on this machine, with running couriers. */

const letters = 40;

async function readable(mailbox: TestMailbox, text: string): Promise<void> {
  while (!(await mailbox.letters()).some((letter) => letter.text === text)) {
    const seen = mailbox.events.length;
    while (mailbox.events.length === seen) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

export async function* bench(): AsyncGenerator<BenchLine> {
  const house = await openHouse("raised");
  const open = async (user: string) => {
    const { password } = await house.account(user);
    const mailbox = await openMailbox({ homeserver: house.server.url, user, password });
    await mailbox.courier.round();
    mailbox.courier.start();
    return mailbox;
  };
  const [citizen, clerk] = [await open("citizen"), await open("clerk")];
  try {
    const first: number[] = [];
    for (let i = 0; i < 10; i++) {
      const started = performance.now();
      await citizen.send(clerk.account, { text: `first ${i}` });
      await readable(clerk, `first ${i}`);
      first.push(performance.now() - started);
    }
    yield* distribution("letter/new-thread/node", first);
    const { thread } = (await citizen.letters())[0] ?? { thread: null };
    const next: number[] = [];
    for (let i = 0; i < letters; i++) {
      const started = performance.now();
      await citizen.send(null, { thread, text: `next ${i}` });
      await readable(clerk, `next ${i}`);
      next.push(performance.now() - started);
    }
    yield* distribution("letter/open-thread/node", next);
  } finally {
    await citizen.close();
    await clerk.close();
    await house.close();
  }
}
