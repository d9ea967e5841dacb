import { connect, mountConsent } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
mountConsent(root, panel, shell);
