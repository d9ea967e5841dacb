import { expect, it } from "vitest";
import { type RuntimePort, runtimeLine } from "../../../shared/rpc/index.ts";

function openLine() {
  let say = (_frame: unknown): void => undefined;
  const port: RuntimePort = {
    postMessage: () => undefined,
    disconnect: () => undefined,
    onMessage: {
      addListener: (listener) => {
        say = listener;
      },
    },
    onDisconnect: { addListener: () => undefined },
  };
  return { line: runtimeLine(port), say: (frame: unknown) => say(frame) };
}

it("what came while the mailbox was being opened reaches every listener that is added then", async () => {
  const { line, say } = openLine();
  say("early 1");
  say("early 2");
  const heard: string[] = [];
  line.listen((frame) => heard.push(`reader ${frame}`));
  line.listen((frame) => heard.push(`server ${frame}`));
  await Promise.resolve();
  say("late");
  expect(heard).toEqual([
    "reader early 1",
    "server early 1",
    "reader early 2",
    "server early 2",
    "reader late",
    "server late",
  ]);
});

it("nothing is heard twice by a listener that is added later", async () => {
  const { line, say } = openLine();
  say("early");
  line.listen(() => undefined);
  await Promise.resolve();
  const heard: unknown[] = [];
  line.listen((frame) => heard.push(frame));
  say("late");
  expect(heard).toEqual(["late"]);
});
