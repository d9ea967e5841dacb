import type { JSX } from "preact";
import type { AccountView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { Blocked } from "./blocked.tsx";
import { FirstRun } from "./first-run.tsx";
import { SignIn } from "./sign-in.tsx";
import { UnlockPage } from "./unlock.tsx";
import { Waiting } from "./waiting.tsx";
import { Welcome } from "./welcome.tsx";

interface ArrivingProps {
  readonly account: AccountView;
  readonly place: Place;
  readonly done: (account: AccountView) => void;
}

/** The way to a mailbox where there is none to show yet: signing in, first steps, unlocking, or why it cannot be. */
export function Arriving({ account, place, done }: ArrivingProps): JSX.Element {
  if (account.kind === "blocked") return <Blocked account={account} />;
  if (account.kind === "locked") return <UnlockPage place={place} parked={account.parked} />;
  if (account.kind === "ready") return <FirstRun account={account} done={done} />;
  if (place === "popup") return <Welcome />;
  if (account.kind === "waiting") return <Waiting account={account} done={done} />;
  return <SignIn account={account} done={done} />;
}
