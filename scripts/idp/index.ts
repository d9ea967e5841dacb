/**
 * idp: an identity provider on loopback in place of BundID: a real OpenID provider with persons made up and levels of
 * assurance as BundID names them. For tests and the demo; who it lets in needs no password.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { type ClientMetadata, Provider } from "oidc-provider";

export { chromiumReturnUrl, firefoxReturnUrl } from "./return-urls.ts";

/** The client id of the extension at this provider. */
export const federpostClient = "federpost";

/** A person whom the provider knows. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** The `acr` of a login: how well the provider knows who this is. */
  readonly acr: string;
}

export interface IdentityProvider {
  readonly issuer: string;
  /** Its signing keys, public, with `kid` and `alg`. */
  readonly keys: readonly JWK[];
  readonly stop: () => Promise<void>;
}

/** A homeserver that lets people in by the provider. */
export interface RelyingHomeserver {
  /** Its address, without a slash at the end. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Options {
  readonly people: readonly Person[];
  readonly redirectUris: readonly string[];
  readonly homeserver?: RelyingHomeserver;
  /** A free one unless said; given to come back at the same address. */
  readonly port?: number;
  /** How long its id_tokens hold. */
  readonly tokenSeconds: number;
}

/** Starts a provider on a free port of loopback. The caller stops it. */
export async function startIdentityProvider(options: Options): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The identity provider has no port.");
  const issuer = `http://127.0.0.1:${address.port}`;
  const signing = await makeKey("ES256");
  const provider = makeProvider(issuer, signing.secret, options);
  const handle = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/login/")) void answerLogin(provider, options.people, { request, response });
    else void handle(request, response);
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { issuer, keys: [signing.open], stop };
}

const pairwiseSalt = crypto.randomUUID();

const homeserverClient = ({ url, clientId, clientSecret }: RelyingHomeserver): ClientMetadata => ({
  client_id: clientId,
  client_secret: clientSecret,
  redirect_uris: [`${url}/_synapse/client/oidc/callback`],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  token_endpoint_auth_method: "client_secret_basic",
  id_token_signed_response_alg: "ES256",
  subject_type: "pairwise",
});

async function makeKey(alg: string): Promise<{ secret: JWK; open: JWK }> {
  const pair = await generateKeyPair(alg, { extractable: true });
  const names = { alg, kid: crypto.randomUUID() };
  return {
    secret: { ...(await exportJWK(pair.privateKey)), ...names, use: "sig" },
    open: { ...(await exportJWK(pair.publicKey)), ...names },
  };
}

function makeProvider(issuer: string, key: JWK, { people, redirectUris, homeserver, tokenSeconds }: Options): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: federpostClient,
        redirect_uris: [...redirectUris],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "none",
        id_token_signed_response_alg: "ES256",
      },
      ...(homeserver === undefined ? [] : [homeserverClient(homeserver)]),
    ],
    // A homeserver is told another number of a person than anybody else, as BundID's are different for each service.
    subjectTypes: ["public", "pairwise"],
    pairwiseIdentifier: (_context, accountId, client) =>
      createHash("sha256").update(`${pairwiseSalt} ${client.clientId} ${accountId}`).digest("hex"),
    // The extension asks for its token from a page without host permission.
    clientBasedCORS: (_context, _origin, client) => client.clientId === federpostClient,
    jwks: { keys: [key] },
    scopes: ["openid", "profile"],
    claims: { openid: ["sub", "acr"], profile: ["name"] },
    acrValues: [...new Set(people.map(({ acr }) => acr))],
    // The name has to be in the id_token: only that is signed and can be shown to others.
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/login/${uid}` },
    cookies: { keys: [crypto.randomUUID()] },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, IdToken: tokenSeconds },
    findAccount: (_context, id) => {
      const person = people.find((each) => each.id === id);
      return person && { accountId: id, claims: () => ({ sub: id, name: person.name }) };
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
}

/** The login page: a GET shows a button for each person, a POST with `login` is the click on one. */
async function answerLogin(
  provider: Provider,
  people: readonly Person[],
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  try {
    const choice = request.method === "POST" ? await readChoice(request) : null;
    const person = people.find(({ id }) => id === choice);
    if (choice === cancelled) {
      const result = { error: "access_denied", error_description: "The person cancelled." };
      return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    if (person === undefined) return showPeople(people, response);
    const login = { accountId: person.id, acr: person.acr, amr: ["sc"], remember: false };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  } catch {
    // A login that was begun elsewhere or is over: the provider knows no such interaction.
    response.writeHead(400, { "content-type": "text/plain" }).end("This login is over. Begin again.");
  }
}

async function readChoice(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8")).get("login");
}

const cancelled = "cancelled";

function showPeople(people: readonly Person[], response: ServerResponse): void {
  const button = (value: string, text: string) => `<p><button name="login" value="${value}">${text}</button></p>`;
  const buttons = [...people.map(({ id, name }) => button(id, name)), button(cancelled, "Abbrechen")].join("");
  const page = `<!doctype html><html lang="de"><title>Anmelden</title><h1>Anmelden</h1><form method="post">${buttons}</form></html>`;
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
}
