import { connect, mountPopup } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
void mountPopup(root, panel, shell);
