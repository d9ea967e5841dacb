import { carryOut } from "./line/attack.ts";
import { bridgeAttacks } from "./line/bridge-attacks.ts";

carryOut("firefox", bridgeAttacks);
