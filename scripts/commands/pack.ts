import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { areBuildsCurrent, buildProduction } from "../build/index.ts";
import { pack, packageDir, packages } from "../pack.ts";
import { root } from "../paths.ts";
import { extensionDir, ownKeyFile, packExtension } from "../rollout/index.ts";
import { readArguments, UsageError } from "../usage.ts";

const usage = "npm run pack -- [--address URL] [--key FILE]";
const options = { address: { type: "string" }, key: { type: "string" } } as const;

/** `npm run pack`: writes the packages that others install into dist/: of npm, and of the extension with what rolls it out. */
export const run = async (args: readonly string[]): Promise<number> => {
  const { values } = readArguments(args, { usage, options, maxPositionals: 0 });
  const address = readAddress(values.address ?? "https://federpost.stadt.example/");
  const keyFile = values.key === undefined ? ownKeyFile : resolve(values.key);
  if (values.key !== undefined && !existsSync(keyFile)) throw new UsageError(`--key: there is no ${keyFile}\n${usage}`);
  for (const published of packages) {
    await pack(published);
    console.log(`${relative(root, packageDir(published.name))}: written`);
  }
  if (!(await areBuildsCurrent())) await buildProduction();
  const { id, version, newKey } = packExtension({ address, keyFile });
  console.log(`${relative(root, extensionDir)}: version ${version}, in Chromium ${id}, to be served at ${address}`);
  if (newKey)
    console.log(
      `${keyFile}: a new signing key. Keep it safe: without it there is no update, and whoever has it can make one.`,
    );
  if (values.address === undefined) console.log("The address is an example: name yours by --address.");
  return 0;
};

const readAddress = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== "https:" || url.search !== "" || url.hash !== "")
    throw new UsageError(`--address must be an https address of a folder, not "${text}"\n${usage}`);
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
};
