import { mountSealed } from "../../ui/sealed/index.ts";

void mountSealed(document.body);
