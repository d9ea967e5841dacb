import { serveConformance } from "../portal/conformance-server.ts";
import { readArguments, UsageError } from "../usage.ts";
import { untilAskedToEnd } from "../wait.ts";

const usage = `npm run conformance [-- --port N] [--header "Name: value"]...`;
const options = {
  port: { type: "string", default: "0" },
  header: { type: "string", multiple: true, default: [] as string[] },
} as const;

function headerOf(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z0-9-]+):\s*(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--header takes "Name: value", not "${text}"\n${usage}`);
  return [name, value];
}

/**
 * `npm run conformance`: serves the conformance page on loopback until SIGTERM or SIGINT, with the headers of the portal that are to
 * be tried. On the portal itself the same two files of `dist/portal` do.
 */
export const run = async (args: readonly string[]): Promise<number> => {
  const { values } = readArguments(args, { usage, options, maxPositionals: 0 });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not "${values.port}"\n${usage}`);
  const server = await serveConformance({ port, headers: values.header.map(headerOf) });
  console.log(`conformance: ${server.url}`);
  await untilAskedToEnd();
  await server.stop();
  return 0;
};
