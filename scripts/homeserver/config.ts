import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PostgresAddress } from "./postgres.ts";

/** What a server keeps between two starts in the same folder. */
export interface HomeserverIdentity {
  readonly serverName: string;
  readonly sharedSecret: string;
  readonly port: number;
  readonly federationPort: number | null;
}

export interface TlsFiles {
  readonly caPath: string;
  readonly certificatePath: string;
  readonly keyPath: string;
}

/** `real` are Synapse's defaults with the exceptions below, `raised` is for tests and benches of something else. */
export type RateLimits = "real" | "raised";

export interface HomeserverConfig {
  readonly dir: string;
  readonly identity: HomeserverIdentity;
  readonly rateLimits: RateLimits;
  readonly tls: TlsFiles | null;
  /** Null: SQLite in `dir`. */
  readonly postgres: PostgresAddress | null;
  /** Server names that may federate with this one; empty closes the federation. */
  readonly partners: readonly string[];
  readonly sso: SsoSettings | null;
}

/** An identity provider that lets people in and gives an account to who has none. */
export interface SsoSettings {
  readonly issuer: string;
  /** What people call it. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where browsers may be sent back to with a login token; every other place gets a page that asks first. */
  readonly returnUrls: readonly string[];
  /** False: only the provider lets people in. */
  readonly passwords: boolean;
}

/**
 * One machine plays citizen, clerk and their second devices, so all logins come from one address: Synapse's five per
 * address would stop the demo at the sixth browser. Every other limit is Synapse's own. Listed in docs/testing.md.
 */
const demoLimits = { rc_login: { address: { per_second: 1, burst_count: 50 } } };

const high = { per_second: 100_000, burst_count: 100_000 };
const raisedLimits = {
  rc_message: high,
  rc_registration: high,
  rc_login: { address: high, account: high, failed_attempts: high },
  rc_joins: { local: high, remote: high },
  rc_joins_per_room: high,
  rc_invites: { per_room: high, per_user: high, per_issuer: high },
  rc_admin_redaction: high,
  rc_media_create: high,
  rc_room_creation: high,
  rc_key_requests: high,
  rc_user_directory: high,
  rc_profile: high,
  rc_federation: { window_size: 1000, sleep_limit: 10_000, sleep_delay: 1, reject_limit: 100_000, concurrent: 100 },
  remote_media_download_per_second: "1000M",
  remote_media_download_burst_count: "1000M",
};

/** Reads the identity kept in `dir`, or makes a new one by `fresh` and keeps it. */
export const keepIdentity = (dir: string, fresh: () => HomeserverIdentity): HomeserverIdentity => {
  const path = join(dir, "identity.json");
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as HomeserverIdentity;
  const identity = fresh();
  saveIdentity(dir, identity);
  return identity;
};

/** Keeps `identity` for the next start in `dir`. */
export const saveIdentity = (dir: string, identity: HomeserverIdentity): void => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, "identity.json"), JSON.stringify(identity), { mode: 0o600 });
};

const listener = (port: number, tls: boolean, names: string[]) => ({
  port,
  type: "http",
  tls,
  x_forwarded: false,
  bind_addresses: ["127.0.0.1"],
  resources: [{ names, compress: false }],
});

const settings = (config: HomeserverConfig): object => {
  const { dir, identity } = config;
  return {
    server_name: identity.serverName,
    public_baseurl: `http://127.0.0.1:${identity.port}/`,
    pid_file: join(dir, "homeserver.pid"),
    listeners: listeners(identity),
    database: database(config),
    log_config: join(dir, "log.yaml"),
    media_store_path: join(dir, "media"),
    signing_key_path: join(dir, "signing.key"),
    registration_shared_secret: identity.sharedSecret,
    macaroon_secret_key: `${identity.sharedSecret}-macaroon`,
    form_secret: `${identity.sharedSecret}-form`,
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    report_stats: false,
    enable_registration: false,
    max_upload_size: "100M",
    presence: { enabled: false },
    // Nobody finds people by their name.
    user_directory: { enabled: false },
    url_preview_enabled: false,
    // Hashing a password is not what the tests measure; production keeps Synapse's twelve rounds.
    bcrypt_rounds: 4,
    // A repeated initial sync would otherwise show two-minute-old key counts.
    caches: { sync_response_cache_duration: "0s" },
    ...(config.rateLimits === "real" ? demoLimits : raisedLimits),
    ...federation(config),
    ...(config.sso === null ? {} : ssoSettings(config.sso)),
  };
};

/**
 * A local part says nothing of the person, not even to who knows their number at the provider: it is drawn when the account
 * is made, and Synapse keeps which subject it belongs to. No name or address is taken over from the provider.
 */
const ssoSettings = ({ issuer, name, clientId, clientSecret, returnUrls, passwords }: SsoSettings): object => ({
  oidc_providers: [
    {
      idp_id: "provider",
      idp_name: name,
      issuer,
      // The provider of tests is on loopback without TLS, which Synapse takes for a mistake otherwise.
      skip_verification: issuer.startsWith("http://127.0.0.1:"),
      client_id: clientId,
      client_secret: clientSecret,
      scopes: ["openid"],
      pkce_method: "always",
      user_mapping_provider: {
        config: { subject_claim: "sub", localpart_template: "p{{ range(10**15, 10**16) | random }}" },
      },
    },
  ],
  sso: { client_whitelist: returnUrls },
  password_config: { enabled: passwords },
});
const database = ({ dir, postgres }: HomeserverConfig): object =>
  postgres === null
    ? { name: "sqlite3", args: { database: join(dir, "homeserver.db") } }
    : { name: "psycopg2", args: { ...postgres, cp_min: 2, cp_max: 5 } };

const listeners = (identity: HomeserverIdentity): object[] => {
  const client = listener(identity.port, false, ["client"]);
  return identity.federationPort === null
    ? [client]
    : [client, listener(identity.federationPort, true, ["federation"])];
};

// Loopback is on Synapse's block list by default, and our CA is known to nobody else. Verification stays on.
const federation = ({ tls, partners }: HomeserverConfig): object =>
  tls === null
    ? { federation_domain_whitelist: [] }
    : {
        tls_certificate_path: tls.certificatePath,
        tls_private_key_path: tls.keyPath,
        federation_custom_ca_list: [tls.caPath],
        federation_ip_range_blacklist: [],
        ip_range_blacklist: [],
        federation_domain_whitelist: partners,
        federation: { max_short_retries: 3, destination_min_retry_interval: "1s" },
      };

const logSettings = (logPath: string): object => ({
  version: 1,
  formatters: { line: { format: "%(asctime)s %(name)s %(levelname)s %(request)s %(message)s" } },
  handlers: { file: { class: "logging.FileHandler", formatter: "line", filename: logPath, encoding: "utf-8" } },
  root: { level: "INFO", handlers: ["file"] },
  disable_existing_loggers: false,
});

/**
 * Writes Synapse's configuration for `config` and returns its path. JSON is YAML, so no YAML writer is needed.
 * Secrets stay in files that only their owner can read.
 */
export const writeConfig = (config: HomeserverConfig): string => {
  const { dir } = config;
  mkdirSync(join(dir, "media"), { recursive: true, mode: 0o700 });
  const path = join(dir, "homeserver.yaml");
  writeFileSync(path, JSON.stringify(settings(config), null, 2), { mode: 0o600 });
  writeFileSync(join(dir, "log.yaml"), JSON.stringify(logSettings(join(dir, "homeserver.log"))));
  const signingKey = join(dir, "signing.key");
  if (!existsSync(signingKey)) {
    const seed = randomBytes(32).toString("base64").replace(/=+$/, "");
    writeFileSync(signingKey, `ed25519 a_${randomBytes(2).toString("hex")} ${seed}\n`, { mode: 0o600 });
  }
  return path;
};
