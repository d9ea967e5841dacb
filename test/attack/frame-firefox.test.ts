import { carryOut } from "./line/attack.ts";
import { frameAttacks } from "./line/frame-attacks.ts";
import { writingAttacks } from "./line/frame-writing.ts";

carryOut("firefox", [...frameAttacks, ...writingAttacks]);
