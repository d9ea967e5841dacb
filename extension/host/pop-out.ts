import * as v from "valibot";
import type { PanelParams, ScreenRoom, WindowBox } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { type Desk, ownWindow, type WindowRequest } from "../platform/index.ts";

/** The mailbox in a window of its own, where the person left it last. */

interface World {
  readonly vault: Vault;
  readonly desk: Pick<Desk, "openWindow">;
}

const place = { store: "settings", key: "window" } as const;
const boxSchema = v.object({ left: v.number(), top: v.number(), width: v.number(), height: v.number() });
const usual = { width: 560, height: 760 } as const;
const least = { width: 360, height: 420 } as const;

const clamp = (value: number, from: number, to: number): number => Math.max(from, Math.min(value, to));

/**
 * Where a window opens: as it was left, no larger than the screen and wholly on it. With several screens the place is left
 * to the browser, which knows where they are. Without an own place the browser finds one.
 */
export function placeOn(screen: ScreenRoom | null, left: WindowBox | null): Omit<WindowRequest, "page"> {
  const wanted = left ?? usual;
  const width = Math.max(least.width, Math.min(wanted.width, screen?.width ?? wanted.width));
  const height = Math.max(least.height, Math.min(wanted.height, screen?.height ?? wanted.height));
  if (left === null) return { width, height };
  if (screen === null || screen.extended) return { width, height, left: left.left, top: left.top };
  return {
    width,
    height,
    left: clamp(left.left, screen.left, screen.left + Math.max(0, screen.width - width)),
    top: clamp(left.top, screen.top, screen.top + Math.max(0, screen.height - height)),
  };
}

async function readBox(vault: Vault): Promise<WindowBox | null> {
  const parsed = v.safeParse(boxSchema, (await vault.read(place.store, place.key))?.value);
  return parsed.success ? parsed.output : null;
}

/** Opens the mailbox at a place in a window of its own. `screen` null: asked from outside of any page of ours. */
export async function openOwnWindow(
  { vault, desk }: World,
  { hash, screen }: { readonly hash: string; readonly screen: ScreenRoom | null },
): Promise<Record<string, never>> {
  await desk.openWindow({ page: `inbox.html${ownWindow}${hash}`, ...placeOn(screen, await readBox(vault)) });
  return {};
}

/** Keeps where a window of its own is. */
export async function noteWindow(
  { vault }: Pick<World, "vault">,
  box: PanelParams<"window.place">,
): Promise<Record<string, never>> {
  await vault.commit([{ ...place, put: { ...box } }]);
  return {};
}
