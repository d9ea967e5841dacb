import {
  ClientId,
  ConversationId,
  CoreCrypto,
  Credential,
  Database,
  DeviceId,
  initWasmModule,
  KeyPackage,
  Uuid,
  Welcome,
} from "@wireapp/core-crypto/browser";
import packageJson from "../package.json" with { type: "json" };

/** core-crypto (an OpenMLS build) with its in-memory database; one transaction per operation, as its users have it. */
export async function loadCoreCrypto(wasmUrl) {
  await initWasmModule(wasmUrl);
  return { version: packageJson.dependencies["@wireapp/core-crypto"], handshakes: "public", openClient };
}

let devices = 0n;

async function openClient(suite) {
  const core = CoreCrypto.new(await Database.inMemory());
  const id = new ClientId(new Uuid(crypto.randomUUID()), new DeviceId(++devices), "bench.example");
  let bundle = null;
  const transport = {
    sendCommitBundle: async (sent) => {
      bundle = sent;
    },
    prepareForTransport: async () => new Uint8Array(),
  };
  const credential = await core.transaction(async (context) => {
    await context.mlsInit(id, transport);
    return context.addCredential(Credential.basic(suite, id));
  });
  const inGroup = (group, work) => core.transaction((context) => work(context, new ConversationId(group)));
  const committed = async (group, work) => {
    bundle = null;
    await inGroup(group, work);
    return { commit: bundle.commit, welcome: bundle.welcome?.serialize() ?? null };
  };
  return {
    identity: id.copyBytes(),
    keyPackage: () => core.transaction(async (context) => (await context.generateKeyPackage(credential)).serialize()),
    create: (group) => inGroup(group, (context, conversation) => context.createConversation(conversation, credential)),
    add: (group, keyPackages) =>
      committed(group, (context, conversation) =>
        context.addClientsToConversation(
          conversation,
          keyPackages.map((bytes) => new KeyPackage(bytes)),
        ),
      ),
    remove: (group, identities) =>
      committed(group, async (context, conversation) => {
        const all = await context.getClientIds(conversation);
        const wanted = identities.map(String);
        const clients = all.filter((client) => wanted.includes(String(client.copyBytes())));
        await context.removeClientsFromConversation(conversation, clients);
      }),
    join: (welcome) =>
      core.transaction(async (context) => (await context.processWelcomeMessage(new Welcome(welcome))).copyBytes()),
    update: (group) => committed(group, (context, conversation) => context.updateKeyingMaterial(conversation)),
    encrypt: (group, text) => inGroup(group, (context, conversation) => context.encryptMessage(conversation, text)),
    decrypt: async (group, message) => {
      const { tag, inner } = await inGroup(group, (context, conversation) =>
        context.decryptMessage(conversation, message),
      );
      return tag === "Text" ? inner.plaintext : null;
    },
    epoch: (group) => inGroup(group, (context, conversation) => context.conversationEpoch(conversation)),
  };
}
