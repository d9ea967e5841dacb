import { mountSealed } from "../../ui/index.tsx";

mountSealed(document.body);
