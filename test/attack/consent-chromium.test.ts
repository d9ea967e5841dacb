import { carryOut } from "./line/attack.ts";
import { consentAttacks } from "./line/consent-attacks.ts";

carryOut("chromium", consentAttacks);
