import { carryOut } from "./line/attack.ts";
import { frameAttacks } from "./line/frame-attacks.ts";

carryOut("firefox", frameAttacks);
