import { prepare } from "../../scripts/setup/index.ts";

/** Before the tests of certificates by ACME: authority and web servers are there, or said to be missing. */
export const setup = (): Promise<void> => prepare(["acme"]);
