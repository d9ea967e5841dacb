//! mls-rs as the other side of Federpost's interoperability run. Reads one JSON request a line, answers one a line;
//! all bytes are hex. Each request names a client; `open` makes one.

use std::collections::HashMap;
use std::io::{BufRead, Write, stdin, stdout};

use mls_rs::client_builder::{MlsConfig, PaddingMode};
use mls_rs::crypto::SignatureSecretKey;
use mls_rs::group::ReceivedMessage;
use mls_rs::identity::SigningIdentity;
use mls_rs::identity::basic::{BasicCredential, BasicIdentityProvider};
use mls_rs::mls_rules::{CommitOptions, DefaultMlsRules, EncryptionOptions};
use mls_rs::{CipherSuite, CipherSuiteProvider, Client, CryptoProvider, Group, MlsMessage};
use mls_rs_crypto_rustcrypto::RustCryptoProvider;
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

/// One client with the groups it is in, by their ids.
struct Party<C: MlsConfig> {
    client: Client<C>,
    groups: HashMap<String, Group<C>>,
}

/// MLSMessage of a bare key package: version mls10, wire format mls_key_package.
const KEY_PACKAGE_HEAD: [u8; 4] = [0, 1, 0, 5];

fn main() -> Result<(), Failure> {
    serve(open_client)
}

/// A client that speaks as Federpost does: handshakes in PrivateMessages, the tree in the Welcome.
fn open_client(identity: Vec<u8>, suite: CipherSuite) -> Result<Client<impl MlsConfig>, Failure> {
    let crypto = RustCryptoProvider::default();
    let provider = crypto.cipher_suite_provider(suite).ok_or("this suite is not carried")?;
    let (secret, public): (SignatureSecretKey, _) = provider.signature_key_generate()?;
    let signer = SigningIdentity::new(BasicCredential::new(identity).into_credential(), public);
    let rules = DefaultMlsRules::new()
        .with_encryption_options(EncryptionOptions::new(true, PaddingMode::StepFunction))
        .with_commit_options(CommitOptions::new().with_ratchet_tree_extension(true));
    Ok(Client::builder()
        .identity_provider(BasicIdentityProvider)
        .crypto_provider(crypto)
        .mls_rules(rules)
        .signing_identity(signer, secret, suite)
        .build())
}

fn serve<C: MlsConfig>(open: impl Fn(Vec<u8>, CipherSuite) -> Result<Client<C>, Failure>) -> Result<(), Failure> {
    let mut parties: HashMap<u64, Party<C>> = HashMap::new();
    for line in stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let number = request["client"].as_u64().ok_or("a request names a client")?;
        let answer = if request["do"] == "open" {
            open_party(&open, &request).map(|party| {
                parties.insert(number, party);
                json!({})
            })
        } else {
            let party = parties.get_mut(&number).ok_or("no such client")?;
            act(party, &request)
        };
        let answer = answer.unwrap_or_else(|error| json!({ "error": error.to_string() }));
        writeln!(stdout(), "{answer}")?;
        stdout().flush()?;
    }
    Ok(())
}

fn open_party<C: MlsConfig>(
    open: &impl Fn(Vec<u8>, CipherSuite) -> Result<Client<C>, Failure>,
    request: &Value,
) -> Result<Party<C>, Failure> {
    let suite = request["suite"].as_u64().ok_or("a client has a suite")?;
    let client = open(bytes(&request["identity"])?, CipherSuite::from(u16::try_from(suite)?))?;
    Ok(Party {
        client,
        groups: HashMap::new(),
    })
}

fn bytes(value: &Value) -> Result<Vec<u8>, Failure> {
    Ok(hex::decode(value.as_str().ok_or("bytes come as hex")?)?)
}

fn list(value: &Value) -> Result<Vec<Vec<u8>>, Failure> {
    value
        .as_array()
        .ok_or("a list was expected")?
        .iter()
        .map(bytes)
        .collect()
}

fn act<C: MlsConfig>(party: &mut Party<C>, request: &Value) -> Result<Value, Failure> {
    match request["do"].as_str() {
        Some("key-package") => {
            let made = party
                .client
                .generate_key_package_message(Default::default(), Default::default(), None)?;
            let whole = made.to_bytes()?;
            Ok(json!({ "bytes": hex::encode(&whole[KEY_PACKAGE_HEAD.len()..]) }))
        }
        Some("create") => {
            let id = bytes(&request["group"])?;
            let group = party
                .client
                .create_group_with_id(id.clone(), Default::default(), Default::default(), None)?;
            party.groups.insert(hex::encode(id), group);
            Ok(json!({}))
        }
        Some("join") => {
            let welcome = MlsMessage::from_bytes(&bytes(&request["welcome"])?)?;
            let (group, _) = party.client.join_group(None, &welcome, None)?;
            let id = hex::encode(group.group_id());
            party.groups.insert(id.clone(), group);
            Ok(json!({ "bytes": id }))
        }
        _ => {
            let id = request["group"].as_str().ok_or("a request names a group")?;
            act_in(party.groups.get_mut(id).ok_or("no such group")?, request)
        }
    }
}

fn act_in<C: MlsConfig>(group: &mut Group<C>, request: &Value) -> Result<Value, Failure> {
    match request["do"].as_str() {
        Some("commit") => commit(group, &list(&request["add"])?, &list(&request["remove"])?),
        Some("encrypt") => {
            let message = group.encrypt_application_message(&bytes(&request["text"])?, vec![])?;
            Ok(json!({ "bytes": hex::encode(message.to_bytes()?) }))
        }
        Some("take") => {
            let message = MlsMessage::from_bytes(&bytes(&request["message"])?)?;
            match group.process_incoming_message(message)? {
                ReceivedMessage::ApplicationMessage(letter) => Ok(json!({ "bytes": hex::encode(letter.data()) })),
                ReceivedMessage::Commit(_) => Ok(json!({ "bytes": null })),
                _ => Err("neither commit nor letter".into()),
            }
        }
        Some("epoch") => Ok(json!({ "epoch": group.current_epoch().to_string() })),
        _ => Err("an unknown request".into()),
    }
}

/// Commits and takes the commit as accepted. Removes name identities.
fn commit<C: MlsConfig>(group: &mut Group<C>, add: &[Vec<u8>], remove: &[Vec<u8>]) -> Result<Value, Failure> {
    let gone: Vec<u32> = group
        .roster()
        .members_iter()
        .filter(|member| {
            let credential = member.signing_identity.credential.as_basic();
            credential.is_some_and(|basic| remove.contains(&basic.identifier))
        })
        .map(|member| member.index)
        .collect();
    let mut builder = group.commit_builder();
    for package in add {
        builder = builder.add_member(MlsMessage::from_bytes(&[&KEY_PACKAGE_HEAD[..], package].concat())?)?;
    }
    for index in gone {
        builder = builder.remove_member(index)?;
    }
    let made = builder.build()?;
    group.apply_pending_commit()?;
    let welcome = made.welcome_messages.first().map(MlsMessage::to_bytes).transpose()?;
    Ok(json!({ "commit": hex::encode(made.commit_message.to_bytes()?), "welcome": welcome.map(hex::encode) }))
}
