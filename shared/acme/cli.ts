#!/usr/bin/env node
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { prepare, renew, type Screen, showStatus, showWebServer } from "./commands.ts";
import { FileError } from "./state-file.ts";
import { commandTexts } from "./texts.ts";
import { webServers } from "./web-server.ts";

/** `federpost-acme`: 0 done or nothing to do, 1 no certificate, 2 called wrongly or files that cannot be used. */

const usage = `federpost-acme prepare FILE --state DIR   sets up from the file that the mailbox saved
federpost-acme web-server --state DIR     the lines for nginx or Apache
federpost-acme enrol --state DIR          asks for a certificate now
federpost-acme renew --state DIR          asks for the next one when it is time; for cron
federpost-acme status --state DIR         what there is

--state DIR           folder of this server for the account's key and the published file
--server nginx|apache which lines; both without it
--lang de|en          language, German without it
Ends with 0 when done or nothing is to do, 1 when no certificate came, 2 when called wrongly.`;

class UsageError extends Error {}

function readArguments(args: string[]) {
  const options = {
    state: { type: "string" },
    server: { type: "string" },
    lang: { type: "string" },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [command, file, ...more] = positionals;
  const lang = values.lang ?? "de";
  if (lang !== "de" && lang !== "en") throw new UsageError("--lang takes de or en.");
  const server = webServers.find((each) => each === values.server) ?? null;
  if (values.server !== undefined && server === null) throw new UsageError("--server takes nginx or apache.");
  if (command === undefined || values.state === undefined || more.length > 0) throw new UsageError(usage);
  if ((file !== undefined) !== (command === "prepare")) throw new UsageError(usage);
  return { command, file: file ?? "", state: resolve(values.state), server, lang } as const;
}

async function run(args: string[]): Promise<number> {
  const { command, file, state, server, lang } = readArguments(args);
  const screen: Screen = { lang, say: (line) => void process.stdout.write(`${line}\n`) };
  try {
    switch (command) {
      case "prepare":
        return await prepare({ dir: state, file, server }, screen);
      case "web-server":
        return await showWebServer({ dir: state, server }, screen);
      case "enrol":
        return await renew({ dir: state, when: "now" }, screen);
      case "renew":
        return await renew({ dir: state, when: "due" }, screen);
      case "status":
        return await showStatus(state, screen);
      default:
        throw new UsageError(usage);
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    process.stderr.write(`${commandTexts[lang].unreadable.replace("{file}", error.file)}\n`);
    return 2;
  }
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  const isCall = error instanceof UsageError || (error instanceof TypeError && "code" in error);
  process.stderr.write(`${isCall ? error.message : commandTexts.en.broken}\n`);
  return 2;
});
