import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";

/**
 * Unpacks Debian's Synapse with its own Python and C library into `dir`, with nothing but apt-get and dpkg-deb, as an
 * ordinary user. The version is the one Debian sid has today, so this is the second choice after the pinned venv.
 */
export const unpackFromDebian = async (dir: string): Promise<void> => {
  const work = await mkdtemp(join(tmpdir(), "federpost-apt-"));
  try {
    const packages = await download(work);
    await prepareTree(dir);
    for (const file of packages) await unpack(file, dir);
    await prune(dir);
    await writeLauncher(dir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const download = async (work: string): Promise<readonly string[]> => {
  const folders = ["state/lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d"];
  await Promise.all(folders.map((folder) => mkdir(join(work, folder), { recursive: true })));
  await writeFile(join(work, "state/status"), "");
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  await writeFile(join(work, "etc/sources.list"), `deb [signed-by=${keyring}] ${await findMirror()} sid main\n`);
  const apt = (...args: string[]): Promise<string> => runCommand("apt-get", [...aptOptions(work), ...args]);
  await apt("update");
  await apt("-y", "--download-only", "install", "matrix-synapse", "python3-authlib");
  const archives = join(work, "cache/archives");
  return (await readdir(archives)).filter((name) => name.endsWith(".deb")).map((name) => join(archives, name));
};

// The host's own sources and locks stay untouched: apt works on private folders.
const aptOptions = (work: string): string[] =>
  [
    ["Dir::State", join(work, "state")],
    ["Dir::State::status", join(work, "state/status")],
    ["Dir::Cache", join(work, "cache")],
    ["Dir::Etc", join(work, "etc")],
    ["Dir::Etc::sourcelist", join(work, "etc/sources.list")],
    ["Dir::Etc::sourceparts", "-"],
    ["APT::Install-Recommends", "false"],
    ["APT::Sandbox::User", userInfo().username],
    ["Debug::NoLocking", "1"],
  ].flatMap(([key, value]) => ["-o", `${key}=${value}`]);

const findMirror = async (): Promise<string> => {
  const targets = await runCommand("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]);
  const mirror = targets.split("\n").find((uri) => uri.endsWith("/debian/"));
  if (mirror !== undefined) return mirror;
  throw new Error("No Python >= 3.10 with venv and no Debian mirror: install python3-venv, then run again.");
};

const prepareTree = async (dir: string): Promise<void> => {
  for (const folder of ["lib", "lib64", "bin", "sbin"]) {
    await mkdir(join(dir, "usr", folder), { recursive: true });
    await symlink(join("usr", folder), join(dir, folder));
  }
};

const unpack = async (file: string, dir: string): Promise<void> => {
  const pipe = 'dpkg-deb --fsys-tarfile "$1" | tar -xf - -C "$2" --no-same-owner --keep-directory-symlink';
  await runCommand("sh", ["-c", pipe, "unpack", file, dir]);
};

const prune = async (dir: string): Promise<void> => {
  const unused = ["usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/sbin", "var"];
  await Promise.all(unused.map((folder) => rm(join(dir, folder), { recursive: true, force: true })));
};

// Debian's Python needs a newer C library than the host may have, so it runs under the loader it came with.
const writeLauncher = async (dir: string): Promise<void> => {
  const libraries = await findOne(join(dir, "usr/lib"), /-linux-gnu$/);
  const loader = await findOne(join(dir, "usr/lib", libraries), /^ld-linux.*\.so\.\d+$/);
  const python = await findOne(join(dir, "usr/bin"), /^python3\.\d+$/);
  const script = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONHOME="$here/usr"
export SSL_CERT_FILE="\${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"
lib="$here/usr/lib/${libraries}"
exec "$lib/${loader}" --library-path "$lib" "$here/usr/bin/${python}" "$@"
`;
  await writeFile(join(dir, "python"), script);
  await chmod(join(dir, "python"), 0o755);
  // Some of the packages' own tests do not compile; what Synapse imports does, and the set-up checks that.
  const compile = ["-m", "compileall", "-q", join(dir, "usr/lib/python3"), join(dir, "usr/lib", python)];
  await runCommand(join(dir, "python"), compile).catch(() => undefined);
};

const findOne = async (dir: string, pattern: RegExp): Promise<string> => {
  const found = (await readdir(dir)).find((name) => pattern.test(name));
  if (found === undefined) throw new Error(`The Debian packages hold nothing like ${pattern.source}`);
  return found;
};
