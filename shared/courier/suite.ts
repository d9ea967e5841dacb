import { type GroupSuite, mandatorySuite } from "../engine/index.ts";
import type { DocumentDevice, VerifiedDocument } from "../identity/index.ts";

/** Whether a device's account says that it has key packages of a suite; the mandatory one every device has. */
const supports = ({ suites }: DocumentDevice, suite: GroupSuite): boolean =>
  suite === mandatorySuite || (suites?.includes(suite) ?? false);

/**
 * The suite of a new thread: the first that we like and every device of every member has. Only what the accounts themselves
 * have signed counts, so that a homeserver cannot bring about a weaker one by hiding key packages.
 */
export const suiteFor = (liked: readonly GroupSuite[], members: readonly VerifiedDocument[]): GroupSuite =>
  liked.find((suite) => members.every(({ devices }) => devices.every((device) => supports(device, suite)))) ??
  mandatorySuite;
