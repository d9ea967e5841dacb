import type { DeviceId, UserId } from "../base/index.ts";

/** A device in the group now. */
export interface PresentDevice {
  readonly leafIndex: number;
  readonly account: UserId;
  readonly deviceId: DeviceId;
  readonly mlsKey: string;
}

/** What an account's own identity document says of its devices. */
export interface DeviceList {
  readonly account: UserId;
  readonly devices: readonly { readonly deviceId: DeviceId; readonly mlsKey: string; readonly notAfterMs: number }[];
}

/** What must change before the next letter goes out. */
export interface MembershipPlan {
  readonly add: readonly { readonly account: UserId; readonly deviceId: DeviceId; readonly mlsKey: string }[];
  readonly remove: readonly PresentDevice[];
}

/**
 * Compares a group with what its accounts say of themselves: who is missing comes in, who is revoked goes.
 * A device that has another key now is removed first and added by a later commit: in one step its removal
 * could not be seen. Accounts without a document at hand stay as they are.
 */
export function planMembership(
  present: readonly PresentDevice[],
  wanted: readonly DeviceList[],
  { nowMs }: { readonly nowMs: number },
): MembershipPlan {
  const listFor = (account: UserId) => wanted.find((list) => list.account === account);
  const isListed = (device: PresentDevice) =>
    listFor(device.account)?.devices.some((d) => d.deviceId === device.deviceId && d.mlsKey === device.mlsKey) ?? true;
  const remove = present.filter((device) => !isListed(device));
  const isPresent = (account: UserId, deviceId: DeviceId) =>
    present.some((device) => device.account === account && device.deviceId === deviceId);
  const add = wanted.flatMap(({ account, devices }) =>
    devices
      .filter(({ deviceId, notAfterMs }) => notAfterMs > nowMs && !isPresent(account, deviceId))
      .map(({ deviceId, mlsKey }) => ({ account, deviceId, mlsKey })),
  );
  return { add, remove };
}
