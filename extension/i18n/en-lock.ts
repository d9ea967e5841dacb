/** English: ways in, the lock and the recovery key. */
export const enLock = {
  "unlock.title": "Your mailbox is locked",
  "unlock.text": "Unlock it to read and write letters.",
  "unlock.parked": {
    one: "{count} item has come in and waits, still encrypted. Unlock the mailbox to see it.",
    other: "{count} items have come in and wait, still encrypted. Unlock the mailbox to see them.",
  },
  "unlock.for_page":
    "This page turns to your mailbox, but the mailbox is locked. Unlock it to see what it is about. If you did not expect this, close the window.",
  "unlock.action": "Unlock",
  "unlock.busy": "Unlocking …",
  "unlock.in_tab": "Unlock in a tab",
  "unlock.lost": "I can no longer unlock it",
  "unlock.erase_title": "Set this device up anew?",
  "unlock.erase_text":
    "Everything that Federpost has stored in this browser is deleted: letters, keys and settings. Letters that lie only here are lost. With your recovery key or another of your devices you can come back into your account afterwards.",
  "unlock.erase_action": "Delete and start anew",

  "way.choose": "What do you unlock with?",
  "way.device": "No lock",
  "way.passphrase": "Passphrase",
  "way.passkey": "Passkey",
  "way.recovery": "Recovery key",
  "way.passkey_hint": "Your device will ask for your fingerprint, your face, your PIN or your security key.",
  "way.recovery_hint": "The seven groups from your printed page. Small letters and missing dashes do not matter.",
  "way.recovery_group": "Group {group} is not right. Please compare it with your printed page.",
  "way.recovery_length": {
    one: "A recovery key has seven groups. There is {count} here.",
    other: "A recovery key has seven groups. There are {count} here.",
  },
  "way.recovery_whole": "The groups do not belong together. Are they all from the same page?",
  "way.none": "There is no way to unlock this mailbox here.",
  "way.passkey_elsewhere":
    "This mailbox opens by a passkey, and this browser does not let extensions use passkeys. Use the browser in which you made it.",
  "way.wrong": "This does not open the mailbox. Please check what you entered.",
  "way.passkey_refused": "No passkey was given. Please try again, or choose another way.",
  "way.unsupported": "This passkey cannot lock a mailbox. Please choose another way.",
  "way.blurred": "This window is no longer in front. Do not go on typing here before you have looked where it goes.",

  "passphrase.new": "New passphrase",
  "passphrase.hint":
    "At least 12 characters. Four or more words that do not belong together are easy to remember and hard to guess.",
  "passphrase.repeat": "Repeat the passphrase",
  "passphrase.short": "Please use at least 12 characters.",
  "passphrase.different": "The two are not the same.",

  "first_run.step": "Step {step} of {of}",
  "first_run.recovery_title": "Write down your recovery key",
  "first_run.recovery_text":
    "With this key you come back to your mailbox when you lose this device or forget your passphrase. Nobody else has it, and nobody can give you a new one. Print it or write it down, and keep it where you keep important papers.",
  "first_run.later": "Not now. I know that without this key I may lose everything.",

  "recovery.sheet_title": "Recovery key for Federpost",
  "recovery.sheet_text":
    "Whoever has this page can open the mailbox. Keep it safe, and do not send it to anybody. Federpost never asks for it by letter, mail or telephone.",
  "recovery.qr": "The same key as a QR code",
  "recovery.print": "Print",
  "recovery.written": "I have it on paper",
  "recovery.confirm_text": "Please type two of the groups from your page, so that both of us know they can be read.",
  "recovery.group": "Group {group}",
  "recovery.group_wrong": "This is not the group on your page. Please compare.",
  "recovery.show_again": "Show the key again",
  "recovery.confirm": "Continue",

  "choose_lock.title": "Lock your mailbox on this device",
  "choose_lock.text": "What shall the mailbox open by, when the browser starts and after a break?",
  "choose_lock.passphrase": "Passphrase",
  "choose_lock.passphrase_hint": "You type it. Works in every browser.",
  "choose_lock.passkey": "Passkey",
  "choose_lock.passkey_hint": "Fingerprint, face, PIN or security key of this device.",
  "choose_lock.passkey_not_here": "This browser does not let extensions use passkeys.",
  "choose_lock.none": "No lock",
  "choose_lock.none_hint": "The mailbox is always open on this device.",
  "choose_lock.none_warning":
    "Without a lock, whoever uses or steals this computer can read your letters and write in your name. The key then lies in the browser's files.",
  "choose_lock.action": "Finish",
  "choose_lock.busy": "One moment …",

  "reminder.recovery":
    "Your account is not finished: there is no recovery key. If this device is lost, everything is lost.",
  "reminder.recovery_action": "Make a recovery key",
  "reminder.confirm_title": "Confirm that it is you",
  "reminder.confirm_text":
    "Your public entry must be signed anew, so that others can go on writing to you. For this Federpost needs to know that it is you.",
  "reminder.confirm": "Confirm",

  "lock.title": "Unlocking and recovery",
  "lock.now": "Lock now",
  "lock.device_hint": "Opens without asking. Only for computers that nobody else can get at.",
  "lock.passphrase_hint": "You type it to unlock.",
  "lock.passkey_hint": "Fingerprint, face, PIN or security key.",
  "lock.recovery_hint": "On paper, for when all else is lost.",
  "lock.since": "Since",
  "lock.add": "Set up",
  "lock.add_named": "Set up: {way}",
  "lock.change": "Change",
  "lock.change_named": "Change: {way}",
  "lock.remove": "Remove",
  "lock.remove_named": "Remove: {way}",
  "lock.set_named": "{way}",
  "lock.save": "Save",
  "lock.prove": "First show that the mailbox is yours.",
  "lock.remove_recovery":
    "Without a recovery key everything is lost when you lose this device. Remove it only to make a new one.",
  "lock.when": "When the mailbox locks",
  "lock.after": "After a break of",
  "lock.after_minutes": { one: "{count} minute", other: "{count} minutes" },
  "lock.after_never": "never by itself",
  "lock.with_screen": "When the screen is locked",
  "lock.with_screen_hint":
    "Not every browser says so. The mailbox is locked after every start of the browser in any case.",

  "action.lock": "Lock the mailbox",
  "badge.locked": { one: "Federpost is locked: {count} item waits", other: "Federpost is locked: {count} items wait" },
} as const;
