import { connect, mountHelp } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
mountHelp(root, panel, shell);
