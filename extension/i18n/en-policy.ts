/** English: what an administrator prescribes. */
export const enPolicy = {
  "blocked.policy_invalid": "Federpost does not work: the administrator's rules contain an error",
  "blocked.too_old": "Federpost must be updated",
  "blocked.policy_missing": "Federpost does not work: the administrator's rules are missing",
  "blocked.policy_unread": "Federpost is waiting: your browser does not say whether there are rules",
  "blocked.other_homeserver": "This mailbox is not where your administrator allows it",
  "blocked.text": "Your letters are safe. Show this page to your administrator.",
  "blocked.text_nobody": "Nobody is signed in on this device. Show this page to your administrator.",
  "blocked.homeservers":
    "Your mailbox is on {homeserver}. Your administrator allows only {prescribed}. You can save your letters here and sign out. Then sign in on {prescribed}.",
  "blocked.for_administrators_missing": "For administrators: how to mend it",
  "blocked.missing_text":
    "A policy installed this extension, but no rules arrived. In Chromium a single value of a wrong type is enough for that: look at chrome://policy. If you want to prescribe nothing, set a field to its usual value, for instance lockRequired to false.",
  "blocked.unread_text":
    "Federpost asks the browser again every minute, and works as soon as it answers. If it takes longer, quit the browser and start it again.",
  "blocked.leave": "What you can do now",
  "blocked.leave_text": "You can save your letters on this computer and sign this device out.",
  "blocked.not_told":
    "You are still signed in. Try again later. Or delete everything on this device without the homeserver knowing.",
  "letters_export.action": "Save all letters",
  "letters_export.hint":
    "As a ZIP file, not encrypted. Files of letters are not in it. Letters you have not opened stay so, and their text is not in it.",
  "letters_export.file_name": "federpost-letters.zip",
  "letters_export.file": "File",
  "letters_export.unopened": "(not opened)",
  "signed_out.left_behind":
    "Everything on this device is deleted. The homeserver could not be reached: the device is still signed in there. Remove it in the settings of another device, or ask the operator to.",
  "blocked.version": "This is version {version}. Your administrator demands at least {minimum}.",
  "blocked.for_administrators": "For administrators: these fields of the policy are wrong",
  "blocked.fault.unknown": "there is no such field",
  "blocked.fault.wrong_value": "has a value that it cannot have",
  "sign_in.homeserver_prescribed": "Your administrator has chosen it",
  "choose_lock.required": "Your administrator demands a lock on this computer.",
  "update.check": "Look for a newer version",
  "update.coming": "There is a newer version. This page closes in a moment. Then open Federpost again.",
  "update.current": "There is no newer version. Your administrator must provide it first. Show them this page.",
  "update.too_often": "Your browser has only just looked. Try again later.",
  "update.by_browser":
    "Your browser looks by itself. Quit it and start it again. If that does not help, ask your administrator.",
  "roots.by_policy": "chosen by your administrator",
} as const;
