import { prepare } from "../../scripts/setup/index.ts";

/** Before the tests that need it: the homeserver is installed, so each file only has to start its own. */
export const setup = (): Promise<void> => prepare(["homeserver"]);
