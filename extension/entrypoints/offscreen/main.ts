import { startHost } from "../../host/index.ts";

startHost();
