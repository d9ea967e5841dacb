import { connect, mountHelp } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
void mountHelp(root, panel, shell);
