import { connect, mountOptions } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
void mountOptions(root, panel, shell);
