import { carryOut } from "./line/attack.ts";
import { consentAttacks } from "./line/consent-attacks.ts";
import { cueAttacks } from "./line/cue-attacks.ts";

carryOut("chromium", [...consentAttacks, ...cueAttacks]);
