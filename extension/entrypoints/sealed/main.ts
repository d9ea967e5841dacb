import { mountSealed } from "../../ui/index.tsx";

void mountSealed(document.body);
