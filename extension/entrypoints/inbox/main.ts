import { connect, mountInbox } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
void mountInbox(root, panel, shell);
