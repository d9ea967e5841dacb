/** English: what an administrator prescribes. */
export const enPolicy = {
  "blocked.policy_invalid": "Federpost does not work: the administrator's rules contain an error",
  "blocked.too_old": "Federpost must be updated",
  "blocked.text": "Your letters are safe. Show this page to your administrator.",
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
