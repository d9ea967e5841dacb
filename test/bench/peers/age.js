import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import packageJson from "../package.json" with { type: "json" };

/** Streams of age to one fresh X25519 identity. */
export async function loadAge() {
  const identity = await generateIdentity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return {
    version: packageJson.dependencies["age-encryption"],
    encrypt: (stream) => encrypter.encrypt(stream),
    decrypt: (stream) => decrypter.decrypt(stream),
  };
}
