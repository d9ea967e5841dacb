import { connect, mountPopup } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
mountPopup(root, panel, shell);
