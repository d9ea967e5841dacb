/**
 * What an administrator hands to computers: installs the extension by force from the administrator's own address, and prescribes
 * values. The handbook's examples, `npm run pack` and the journey J7 take the documents from here.
 */

/** What is rolled out, and where from. */
export interface Deployment {
  /** Id in Chromium, by the signer's key. */
  readonly chromiumId: string;
  /** Id in Firefox, as its manifest says. */
  readonly firefoxId: string;
  /** The folder of packages and lists, with a slash at its end. */
  readonly address: string;
  /** File of the package for Firefox. */
  readonly xpi: string;
  /** The fields of docs/handbook/richtlinie.md. */
  readonly values: Readonly<Record<string, unknown>>;
}

const forced = ({ chromiumId, address }: Deployment): string => `${chromiumId};${address}updates.xml`;

/** Chromium and Chrome: a file below `policies/managed`. */
export const chromiumPolicies = (deployment: Deployment): object => ({
  ExtensionInstallForcelist: [forced(deployment)],
  "3rdparty": { extensions: { [deployment.chromiumId]: deployment.values } },
});

/** Firefox: `policies.json`. A package that Firefox's makers have not signed needs the preference; ESR alone obeys it. */
export const firefoxPolicies = ({ firefoxId, address, xpi, values }: Deployment): object => ({
  policies: {
    ExtensionSettings: {
      [firefoxId]: { installation_mode: "force_installed", install_url: `${address}${xpi}`, updates_disabled: false },
    },
    Preferences: { "xpinstall.signatures.required": { Value: false, Status: "locked" } },
    "3rdparty": { Extensions: { [firefoxId]: values } },
  },
});

/** Chrome on Windows: an export of the registry, UTF-8 with the line ends of Windows. */
export function chromeRegistry(deployment: Deployment): string {
  const chrome = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Google\\Chrome";
  const list = keyOf(`${chrome}\\ExtensionInstallForcelist`, { 1: forced(deployment) });
  const policy = keyOf(`${chrome}\\3rdparty\\extensions\\${deployment.chromiumId}\\policy`, deployment.values);
  return ["Windows Registry Editor Version 5.00", "", ...list, ...policy].join("\r\n");
}

/** A key with its values; what has parts of its own is a key below, the parts of an array numbered from 1. */
function keyOf(path: string, values: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(values);
  const plain = entries.filter(([, value]) => typeof value !== "object");
  const nested = entries.filter(([, value]) => typeof value === "object");
  return [
    `[${path}]`,
    ...plain.map(([name, value]) => `${quoted(name)}=${registryValue(value)}`),
    "",
    ...nested.flatMap(([name, value]) => keyOf(`${path}\\${name}`, numbered(value))),
  ];
}

const numbered = (value: unknown): Record<string, unknown> =>
  Array.isArray(value)
    ? Object.fromEntries(value.map((part: unknown, i) => [String(i + 1), part]))
    : (value as Record<string, unknown>);

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

const registryValue = (value: unknown): string =>
  typeof value === "string" ? quoted(value) : `dword:${Number(value).toString(16).padStart(8, "0")}`;

/** Intune and other device management that speaks OMA-URI: one row each, as its form for custom settings has them. */
export function managementRows(deployment: Deployment): object {
  const { policies } = firefoxPolicies(deployment) as { policies: Record<string, unknown> };
  const row = (name: string, omaUri: string, value: string) => ({ name, omaUri, dataType: "string", value });
  const at = "./Device/Vendor/MSFT/Policy/Config";
  return [
    row(
      "Federpost in Chrome",
      `${at}/Chrome~Policy~googlechrome~Extensions/ExtensionInstallForcelist`,
      `<enabled/><data id="ExtensionInstallForcelistDesc" value="1&#xF000;${forced(deployment)}"/>`,
    ),
    row(
      "Federpost in Firefox",
      `${at}/Firefox~Policy~firefox~Extensions/ExtensionSettings`,
      `<enabled/><data id="ExtensionSettings" value='${JSON.stringify(policies.ExtensionSettings)}'/>`,
    ),
  ];
}
