import { connect, mountSidePanel } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
void mountSidePanel(root, panel, shell);
