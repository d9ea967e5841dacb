import { connect, mountConsent } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
void mountConsent(root, panel, shell);
