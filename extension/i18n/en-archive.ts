/** English: coming back by the recovery key, and the archive. */
export const enArchive = {
  "recover.offer": "No other device at hand?",
  "recover.offer_text":
    "If you have lost your other devices, your recovery key brings you back into your mailbox: the printed sheet with seven groups.",
  "recover.begin": "Use my recovery key",
  "recover.title": "Come back by your recovery key",
  "recover.others": "What about your other devices?",
  "recover.others_lost": "I have lost them. They shall get no more letters.",
  "recover.others_stay": "I still have them, only not here.",
  "recover.lost_hint":
    "Whom you write to will see a note that you use a new device. Remove the lost devices from your homeserver afterwards, under Settings, Devices.",
  "recover.action": "Restore mailbox",
  "recover.busy": "Restoring …",
  "recover.changed":
    "The homeserver shows another identity for this mailbox than your recovery key has. Somebody may be pretending to be you. Ask the operator before you go on.",

  "anew.offer": "Neither a device nor a recovery key left?",
  "anew.offer_text": "Then you can start anew with an empty mailbox.",
  "anew.begin": "Start anew",
  "anew.title": "Start the mailbox anew?",
  "anew.text": "Your address stays. This device gets new keys:",
  "anew.letters": "Old letters cannot be restored afterwards, not even with the recovery key.",
  "anew.contacts":
    "Whom you have written to will see that your identity has changed and must accept it first. It is best to call them.",
  "anew.devices": "Devices that are still signed in get no more letters.",
  "anew.sure": "I have neither another device nor my recovery key.",
  "anew.action": "Start anew",

  "restore.running": "Your letters are coming back. You can go on working meanwhile.",
  "restore.progress": "{done} of {total} letters",
  "restore.done": {
    one: "{count} letter has been restored.",
    other: "{count} letters have been restored.",
  },
  "restore.state_of": "State of:",
  "restore.nothing": "There were no letters to restore.",
  "restore.damaged": {
    one: "One part of the backup is missing or damaged: {names}. Its letters could not be restored. Ask your homeserver's operator.",
    other:
      "{count} parts of the backup are missing or damaged: {names}. Their letters could not be restored. Ask your homeserver's operator.",
  },
  "restore.tampered":
    "A table of contents of the backup was changed and cannot be read. What it listed is missing. Ask your homeserver's operator.",
  "restore.older":
    "The homeserver shows an older backup than one of your devices has seen. Nothing was restored from it yet. Newer letters may be missing.",
  "restore.take_older": "Restore the older backup all the same",
  "restore.seen": "Understood",
  "archive.title": "Backup",
  "archive.text":
    "Federpost keeps a copy of your letters, drafts and contacts at your homeserver, encrypted. Only your devices and your recovery key can read it.",
  "archive.saved": "Last saved:",
  "archive.never": "Nothing has been saved yet.",
  "archive.complete": "Everything is saved.",
  "archive.waiting": {
    one: "{count} change is not saved yet.",
    other: "{count} changes are not saved yet.",
  },
  "archive.size": "Size: {size}",
  "archive.recovery_since": "Can be restored by the recovery key of:",
  "archive.no_recovery": "Without a recovery key nobody can restore it once all your devices are lost.",
  "archive.rolled_back":
    "The homeserver showed an older backup than it had before. Federpost saves everything anew. If you did not hear of an outage there, ask its operator.",
} as const;
