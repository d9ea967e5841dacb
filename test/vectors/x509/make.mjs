/**
 * Makes openssl.json: chains, lists and OCSP answers written by the OpenSSL command line, so that what reads them was not
 * tested with its own author's writing only. `node test/vectors/x509/make.mjs`, with openssl 3 at hand; keys are thrown away.
 */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompactSign, importPKCS8 } from "jose";

const kinds = {
  "P-256": { key: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], sign: ["-sha256"], alg: "ES256" },
  "P-384": { key: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], sign: ["-sha384"], alg: "ES384" },
  "RSA-PSS": {
    key: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    sign: ["-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"],
    alg: "PS256",
  },
  "id-RSASSA-PSS": {
    key: ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:3072"],
    sign: ["-sha256", "-sigopt", "rsa_pss_saltlen:32"],
    alg: null,
  },
  Ed25519: { key: ["-algorithm", "ED25519"], sign: [], alg: "Ed25519" },
};

const config = `
[ca]
default_ca = c
[c]
dir = .
database = ./index.txt
serial = ./serial
crlnumber = ./crlnumber
default_crl_days = 3650
default_days = 3650
unique_subject = no
policy = p
[p]
countryName = optional
organizationName = optional
commonName = optional
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
nameConstraints = critical,permitted;DNS:musterstadt.example,excluded;email:.example.net
authorityKeyIdentifier = keyid
certificatePolicies = critical,1.3.6.1.4.1.7924.1.1
[agency]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
extendedKeyUsage = emailProtection
subjectAltName = DNS:bauamt.musterstadt.example,email:bauamt@musterstadt.example
authorityKeyIdentifier = keyid
[dn]
`;
const rootName = "/C=DE/O=Testverwaltung/CN=Wurzel";
const authorityName = "/C=DE/O=Testverwaltung/CN=Zertifizierungsstelle";
const account = "@bauamt:example.org";

function makeOne([kind, { key, sign, alg }]) {
  const dir = mkdtempSync(join(tmpdir(), "federpost-x509-"));
  const openssl = (...args) => execFileSync("openssl", args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
  const write = (name, text) => writeFileSync(join(dir, name), text);
  const der = (...args) => openssl(...args, "-outform", "DER").toString("base64url");
  write("c.cnf", `${config}`);
  for (const name of ["root", "authority", "agency"]) openssl("genpkey", ...key, "-out", `${name}.key`);
  openssl(
    "req",
    "-new",
    "-x509",
    "-key",
    "root.key",
    "-subj",
    rootName,
    "-days",
    "7300",
    ...sign,
    "-config",
    "c.cnf",
    "-extensions",
    "root",
    "-set_serial",
    "1",
    "-out",
    "root.pem",
  );
  const issue = (name, subject, issuer, serial) => {
    const wish = sign.filter((word) => word.startsWith("-sha"));
    openssl("req", "-new", "-key", `${name}.key`, "-subj", subject, "-config", "c.cnf", ...wish, "-out", `${name}.csr`);
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      `${issuer}.pem`,
      "-CAkey",
      `${issuer}.key`,
      "-set_serial",
      serial,
      "-days",
      "3650",
      ...sign,
      "-extfile",
      "c.cnf",
      "-extensions",
      name,
      "-out",
      `${name}.pem`,
    );
  };
  issue("authority", authorityName, "root", "2");
  issue("agency", "/C=DE/O=Stadt Musterstadt/CN=Bauamt", "authority", "3");
  const crl = (issuer, index) => {
    write("index.txt", index);
    write("crlnumber", "01\n");
    openssl(
      "ca",
      "-gencrl",
      "-config",
      "c.cnf",
      "-keyfile",
      `${issuer}.key`,
      "-cert",
      `${issuer}.pem`,
      ...(sign[0] === "-sha384" ? ["-md", "sha384"] : sign.length > 0 ? ["-md", "sha256"] : []),
      ...sign.filter((word) => !word.startsWith("-sha")),
      "-out",
      "crl.pem",
    );
    return der("crl", "-in", "crl.pem");
  };
  const entry = (state, serial) =>
    `${state}\t361121000000Z\t${state === "R" ? "261101000000Z,keyCompromise" : ""}\t${serial}\tunknown\t/C=DE\n`;
  const crls = [crl("root", entry("V", "02")), crl("authority", entry("V", "03"))];
  const revokedCrl = crl("authority", entry("R", "03"));
  const ocsp = (index) => {
    write("index.txt", index);
    openssl(
      "ocsp",
      "-index",
      "index.txt",
      "-CA",
      "authority.pem",
      "-rsigner",
      "authority.pem",
      "-rkey",
      "authority.key",
      "-issuer",
      "authority.pem",
      "-cert",
      "agency.pem",
      "-ndays",
      "3650",
      "-respout",
      "answer.der",
      ...sign.flatMap((word) => (word === "-sigopt" ? ["-rsigopt"] : word.startsWith("-sha") ? [] : [word])),
    );
    return readFileSync(join(dir, "answer.der")).toString("base64url");
  };
  const answers =
    kind === "P-256" || kind === "P-384" ? { good: ocsp(entry("V", "03")), revoked: ocsp(entry("R", "03")) } : null;
  const made = {
    kind,
    account,
    root: readFileSync(join(dir, "root.pem"), "utf8"),
    chain: [der("x509", "-in", "agency.pem"), der("x509", "-in", "authority.pem")],
    crls,
    revokedCrl,
    ocsp: answers,
  };
  const keyText = readFileSync(join(dir, "agency.key"), "utf8");
  rmSync(dir, { recursive: true });
  return { made, keyText, alg };
}

async function vouch({ made, keyText, alg }) {
  const identityKey = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x;
  if (alg === null) return { ...made, identityKey, statement: null };
  const payload = { account, identity_key: identityKey, issued: Date.now(), v: 1 };
  const x5c = [Buffer.from(made.chain[0], "base64url").toString("base64")];
  const statement = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg, typ: "federpost-statement+jws", x5c })
    .sign(await importPKCS8(keyText, alg));
  return { ...made, identityKey, statement };
}

const all = await Promise.all(Object.entries(kinds).map(makeOne).map(vouch));
writeFileSync(
  new URL("openssl.json", import.meta.url),
  `${JSON.stringify({ atMs: Date.now() + 60_000, chains: all }, null, 1)}\n`,
);
