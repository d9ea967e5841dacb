import { connect, mountSidePanel } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
mountSidePanel(root, panel, shell);
