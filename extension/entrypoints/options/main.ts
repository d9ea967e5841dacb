import { connect, mountOptions } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
mountOptions(root, panel, shell);
