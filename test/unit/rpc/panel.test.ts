import { describe, expect, it } from "vitest";
import { errorCodeOf, FederpostError } from "../../../shared/base/index.ts";
import type { PanelEvent } from "../../../shared/protocol/index.ts";
import { connectPanel, type Line, panelFailure, runtimeLine, serve } from "../../../shared/rpc/index.ts";
import { runtimePorts } from "../../fake/lines.ts";
import { until } from "../../fake/surroundings.ts";

/** An engine host that can die and be started again. */
function host() {
  const open: Line[] = [];
  const asked: string[] = [];
  const behaviour = { answers: true, startable: true };
  return {
    asked,
    behaviour,
    get lines() {
      return open.length;
    },
    tell: (event: PanelEvent) => {
      for (const line of open) line.send({ kind: "event", event: "panel", data: event });
    },
    die: () => {
      for (const line of open.splice(0)) line.close();
    },
    openPort: async () => {
      if (!behaviour.startable) throw new Error("no worker");
      const [near, far] = runtimePorts();
      const line = runtimeLine(far);
      open.push(line);
      serve<string>(line, {
        parse: (method) => ({ kind: "call", call: method }),
        handle: async (method) => {
          asked.push(method);
          if (!behaviour.answers) return new Promise(() => {});
          if (method === "devices.list") throw new FederpostError("rate_limited", "x", { retryAfterMs: 70 });
          return { method };
        },
        toFailure: panelFailure,
      });
      return near;
    },
  };
}

describe("a page's connection to the engine host", () => {
  it("asks over one port and hears the answer", async () => {
    const engine = host();
    const panel = connectPanel(engine.openPort);
    expect(await panel.call("account.read", {})).toEqual({ method: "account.read" });
    expect(await panel.call("drafts.list", {})).toEqual({ method: "drafts.list" });
    expect(engine.lines).toBe(1);
  });

  it("errors arrive with their code and their wait", async () => {
    const panel = connectPanel(host().openPort);
    await expect(panel.call("devices.list", {})).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 70 });
  });

  it("a read whose host dies is asked again at the next host", async () => {
    const engine = host();
    engine.behaviour.answers = false;
    const panel = connectPanel(engine.openPort);
    const reading = panel.call("account.read", {});
    await until(() => engine.asked.length === 1);
    engine.behaviour.answers = true;
    engine.die();
    expect(await reading).toEqual({ method: "account.read" });
    expect(engine.asked).toEqual(["account.read", "account.read"]);
  });

  it("a change whose host dies is not made twice", async () => {
    const engine = host();
    engine.behaviour.answers = false;
    const panel = connectPanel(engine.openPort);
    const changing = panel.call("account.signOut", { way: null }).catch(errorCodeOf);
    await until(() => engine.asked.length === 1);
    engine.die();
    expect(await changing).toBe("disconnected");
    expect(engine.asked).toEqual(["account.signOut"]);
  });

  it("who listens is connected again by itself and told that everything may have changed", async () => {
    const engine = host();
    const panel = connectPanel(engine.openPort);
    const heard: PanelEvent[] = [];
    const stop = panel.on((event) => heard.push(event));
    await until(() => engine.lines === 1);
    engine.tell({ kind: "thread", thread: "!a:b" });
    await until(() => heard.length === 1);
    engine.die();
    await until(() => engine.lines === 1 && heard.length > 5);
    expect(heard).toContainEqual({ kind: "changed", what: "threads" });
    stop();
    panel.close();
  });

  it("where no host can be started a call ends as disconnected", async () => {
    const engine = host();
    engine.behaviour.startable = false;
    const panel = connectPanel(engine.openPort);
    await expect(panel.call("account.signOut", { way: null })).rejects.toMatchObject({ code: "disconnected" });
  });

  it("a closed connection opens no port again", async () => {
    const engine = host();
    const panel = connectPanel(engine.openPort);
    panel.on(() => {});
    await panel.call("account.read", {});
    panel.close();
    await expect(panel.call("account.read", {})).rejects.toMatchObject({ code: "disconnected" });
    engine.die();
    expect(engine.lines).toBe(0);
  });
});
