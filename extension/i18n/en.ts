import { enAbsence } from "./en-absence.ts";
import { enAcme } from "./en-acme.ts";
import { enArchive } from "./en-archive.ts";
import { enCue } from "./en-cue.ts";
import { enDemand } from "./en-demand.ts";
import { enDevices } from "./en-devices.ts";
import { enDirectory } from "./en-directory.ts";
import { enDrafts } from "./en-drafts.ts";
import { enErase } from "./en-erase.ts";
import { enEvidence } from "./en-evidence.ts";
import { enFiles } from "./en-files.ts";
import { enFilter } from "./en-filter.ts";
import { enFind } from "./en-find.ts";
import { enHand } from "./en-hand.ts";
import { enHelp } from "./en-help.ts";
import { enLetters } from "./en-letters.ts";
import { enList } from "./en-list.ts";
import { enLock } from "./en-lock.ts";
import { enLogin } from "./en-login.ts";
import { enMarkdown } from "./en-markdown.ts";
import { enOrder } from "./en-order.ts";
import { enPerson } from "./en-person.ts";
import { enPolicy } from "./en-policy.ts";
import { enPortals } from "./en-portals.ts";
import { enPresent } from "./en-present.ts";
import { enProof } from "./en-proof.ts";
import { enReading } from "./en-reading.ts";
import { enRules } from "./en-rules.ts";
import { enSealed } from "./en-sealed.ts";
import { enSigning } from "./en-signing.ts";
import { enTrust } from "./en-trust.ts";

/** English; also the list of keys that every language must have. `{name}` stands for a value. */
export const en = {
  ...enList,
  ...enLock,
  ...enAbsence,
  ...enAcme,
  ...enArchive,
  ...enDevices,
  ...enDrafts,
  ...enErase,
  ...enFilter,
  ...enPortals,
  ...enLetters,
  ...enPolicy,
  ...enDemand,
  ...enRules,
  ...enFiles,
  ...enMarkdown,
  ...enHand,
  ...enHelp,
  ...enOrder,
  ...enFind,
  ...enProof,
  ...enReading,
  ...enSealed,
  ...enEvidence,
  ...enTrust,
  ...enCue,
  ...enPresent,
  ...enSigning,
  ...enLogin,
  ...enPerson,
  ...enDirectory,
  title: "Federpost",
  "title.unread": "({count}) Federpost",
  "title.options": "Settings – Federpost",
  "title.locked": "Locked – Federpost",
  "title.consent": "Request – Federpost",

  "action.retry": "Try again",
  "action.cancel": "Cancel",
  "action.close": "Close",
  "action.back": "Back to the list",
  "action.write": "Write",
  "action.open_inbox": "Open the full inbox",
  "action.options": "Settings",

  "state.loading": "Loading …",
  "state.stale": "What you see may be out of date.",

  "safe.hidden_character": "Hidden or misleading character, shown by its code",
  "safe.cut": "… and {count} more characters",
  "safe.mixed_alphabets": "mixes alphabets",

  "assurance.not_verified": "Not verified",
  "assurance.verified": "Verified",
  "assurance.expired": "Certificate expired",
  "assurance.revoked": "Certificate revoked",
  "organisation.issuer": "Issued by",
  "organisation.root": "Root",
  "organisation.since": "Valid since",
  "organisation.until": "Valid until",
  "organisation.serial": "Number",
  "assurance.changed": "Identity changed",
  "assurance.self": "You",
  "party.you": "You",
  "party.claims": "Calls itself",
  "party.changed_hint":
    "The key of this mailbox is not the one you know. Somebody may be posing as it. Do not write before you have asked there in another way.",

  "welcome.title": "Set up your mailbox",
  "welcome.text": "Federpost needs your account on a homeserver. You set it up once, in a tab of its own.",
  "welcome.set_up": "Set up mailbox",

  "sign_in.title": "Set up your mailbox on this device",
  "sign_in.text":
    "Sign in with your account. This browser then gets its own keys. They stay on this device: only you and those you write to can read your letters.",
  "sign_in.homeserver": "Homeserver",
  "sign_in.homeserver_hint": "The address you were given with your account, for example matrix.town.example",
  "sign_in.user": "User name",
  "sign_in.password": "Password",
  "sign_in.device": "Name of this device",
  "sign_in.device_hint": "So that you recognise it in the list of your devices.",
  "sign_in.device_default": "{browser} on this computer",
  "sign_in.action": "Sign in and set up",
  "sign_in.busy": "Setting up …",
  "sign_in.needed": "Please fill in this field.",
  "sign_in.no_password_login":
    "This homeserver does not accept a password here. Ask the people who run it how you can sign in.",
  "sign_in.conflict": "Somebody is signed in on this device already. Load the page again.",
  "sign_in.offline":
    "No server answers at this address. Check the address and the connection to the internet. It may also be that the server's certificate is not valid; the browser does not tell.",
  "step.discover": "Find the homeserver",
  "step.login": "Sign in",
  "step.keys": "Create identity and keys",
  "step.publish": "Certify and announce this device",
  "step.other": "Step {done} of {total}",
  "step.state.running": "in progress",
  "step.state.done": "done",
  "signed_out.by_person": "You have signed out on this device. Its keys were deleted.",
  "signed_out.token_revoked": "The homeserver has ended your session. Please sign in again.",
  "signed_out.device_removed":
    "This device was removed from your account. If you did not do this yourself, change your password.",

  "storage.converting.title": "Federpost is being updated",
  "storage.converting.text":
    "Your conversations are being converted for the new version. Please keep the browser open until this is done.",
  "storage.converting.progress": "{done} of {total} converted",
  "storage.closed.title": "The mailbox cannot be opened on this device",
  "storage.closed.newer":
    "A newer version of Federpost has already used this mailbox. This version can no longer read it.",
  "storage.closed.newer.way_out":
    "Nothing is lost. Update Federpost in the browser's list of extensions, then open the mailbox again.",
  "storage.closed.damaged":
    "Federpost's data on this device is damaged. The cause can be the disk, a crash or another program.",
  "storage.closed.damaged.way_out":
    "Try again. If that does not help, restart the browser. If it stays like this, you can set the mailbox up anew on this device: with your recovery key or from another device.",
  "storage.closed.full": "There is no space left on this device. That is why Federpost cannot start.",
  "storage.closed.full.way_out":
    "Nothing is lost. Delete files that you no longer need from the device, then try again.",
  "storage.closed.fault": "The browser does not give Federpost its data.",
  "storage.closed.fault.way_out":
    "Try again. If that does not help, restart the browser. If it stays like this, you can set the mailbox up anew on this device: with your recovery key or from another device.",
  "storage.reset.action": "Set up anew on this device …",
  "storage.reset.title": "Delete everything and begin anew?",
  "storage.reset.text":
    "All letters and keys of Federpost on this device will be deleted. This cannot be undone. Without a recovery key or another device you will not get your letters back.",
  "storage.reset.confirm": "Delete everything",
  "storage.gone":
    "Federpost's data is gone from this browser: it was deleted, for example while browser data was cleared, or it was damaged. Set the mailbox up anew with your recovery key or from another device.",
  "storage.full":
    "There is no space left on this device. New letters stay on the server until there is space again; your drafts are not saved. Delete files that you no longer need. Federpost then goes on by itself.",
  "storage.some_damaged": {
    one: "{count} stored entry is damaged and therefore missing. Everything else goes on. If you have another device, look there; otherwise ask the sender to send the letter again.",
    other:
      "{count} stored entries are damaged and therefore missing. Everything else goes on. If you have another device, look there; otherwise ask the senders to send the letters again.",
  },

  "connection.connecting": "Connecting …",
  "connection.online": "Connected",
  "connection.offline": "Not connected.",
  "connection.last": "Up to date as of {when}.",
  "connection.waiting": { one: "{count} letter waits to be sent.", other: "{count} letters wait to be sent." },

  "connect.action": "Connect this page",
  "connect.connected": "This page is connected. It may ask you for letters.",
  "connect.refused": "Not connected: the browser was not given permission.",

  "mailbox.detail": "Chosen letter",
  "mailbox.nothing_chosen": "Choose a conversation on the left, or write a letter.",

  "account.title": "Account",
  "account.address": "Address",
  "account.homeserver": "Homeserver",
  "account.device": "This device",
  "account.safety_code": "Your safety code",
  "account.safety_code_hint":
    "Whoever writes to you sees this code, too. If both are the same, the letters really reach you.",
  "sign_out.title": "Sign out on this device?",
  "sign_out.text":
    "The keys on this device are deleted and the device is removed from your account. Another device or your recovery key brings you back to your letters.",
  "sign_out.no_recovery":
    "You have no recovery key. If this is your last device, your letters are lost for ever afterwards.",
  "sign_out.waiting": {
    one: "{count} letter has not been sent yet and will be lost.",
    other: "{count} letters have not been sent yet and will be lost.",
  },
  "sign_out.action": "Sign out",

  "settings.title": "Language and notifications",
  "settings.language": "Language",
  "settings.language_browser": "As in the browser",
  "settings.language.de": "Deutsch",
  "settings.language.en": "English",
  "settings.notifications": "Notify me of new letters",
  "settings.notifications_hint": "The notification shows neither sender nor content.",

  "notification.title": "Federpost",
  "notification.new_letters": { one: "You have {count} new letter.", other: "You have {count} new letters." },
  "badge.unread": { one: "Federpost: {count} unread letter", other: "Federpost: {count} unread letters" },

  "error.retry_after": {
    one: "Please wait {count} second before you try again.",
    other: "Please wait {count} seconds before you try again.",
  },
  "error.user_rejected": "You have declined this.",
  "error.not_permitted": "This is not allowed. Ask the people who run your homeserver.",
  "error.wrong_password": "User name or password is wrong. Please check both.",
  "error.wrong_recovery_key":
    "This recovery key does not belong to this mailbox. Check whether you have your newest printout.",
  "error.signed_out": "This device is no longer signed in. Please sign in again.",
  "error.invalid_request": "The request was not understood. Close this window and open it again.",
  "error.invalid_params": "One of the entries has a form that is not accepted. Please check what you typed.",
  "error.invalid_response": "The other side gave an answer that makes no sense. Try again later.",
  "error.invalid_letter": "The letter is damaged or was not written by the rules. Ask the sender to send it again.",
  "error.invalid_identity": "The proof of identity does not hold. Do not trust this sender before you have asked.",
  "error.invalid_group_event": "A change to this conversation breaks the rules and was refused. You can go on.",
  "error.identity_changed":
    "The key of this mailbox has changed. Nothing was sent. Ask the other side in another way before you write.",
  "error.cannot_open": "This cannot be decrypted on this device. Ask the sender to send it again.",
  "error.unknown_method": "This version of Federpost cannot do that. Please update it.",
  "error.unknown_recipient": "This recipient does not exist. Please check the address.",
  "error.no_key_packages":
    "The recipient has not set up Federpost yet or has no keys left. The letter cannot be encrypted for them now.",
  "error.no_recovery":
    "The homeserver holds no recovery for this mailbox. Ask its operator, or use another of your devices.",
  "error.not_a_homeserver": "There is no homeserver at this address. Please check the address.",
  "error.certificate_error":
    "The secure connection failed: the server's certificate is not valid. Do not go on; inform the people who run the server.",
  "error.too_large": "This is too large. Remove attachments or split the letter.",
  "error.file_changed": "A file was changed, moved or deleted before it could be sent. Please choose it again.",
  "error.unsupported": "This is not supported here.",
  "error.locked": "The mailbox is locked. Please unlock it.",
  "error.offline": "The server cannot be reached. Check the connection to the internet and the address.",
  "error.timed_out": "The server took too long to answer. Please try again.",
  "error.server_error": "The server has a fault. Please try again later.",
  "error.rate_limited": "These were too many attempts in a short time. Please wait a moment.",
  "error.busy": "Something else is still in progress. Please try again in a moment.",
  "error.conflict": "This was changed somewhere else at the same time. Please try again.",
  "error.expired": "This took too long and is no longer valid. Please start again.",
  "error.disconnected": "The connection to the program part in the background was lost. Please try again.",
  "error.storage_full": "There is no space left on this device. Free some space and try again.",
  "error.no_account": "No mailbox is set up yet.",
  "error.internal":
    "Something went wrong inside Federpost. Please try again. If it happens again, close the browser and open it anew.",
} as const;
