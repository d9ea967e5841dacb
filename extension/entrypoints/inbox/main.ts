import { connect, mountInbox } from "../../ui/index.tsx";

const { root, panel, shell } = connect();
mountInbox(root, panel, shell);
