import { attackMailboxes } from "./mailbox/attacks.ts";

attackMailboxes("firefox");
