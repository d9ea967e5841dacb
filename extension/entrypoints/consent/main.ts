import { connect, mountConsent } from "../../ui/index.tsx";

const { root, panel } = connect();
mountConsent(root, panel);
