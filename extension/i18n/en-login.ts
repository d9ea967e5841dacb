/** Getting in by an identity provider. */
export const enLogin = {
  "sso.title": "Sign in with an identity provider",
  "sso.text": "A window of the provider opens. If you have no mailbox yet, you get one by this.",
  "sso.named": "Sign in with {name}",
  "sso.unnamed": "Sign in with an identity provider",
  "sso.waiting": "Go on in the window that has opened …",
  "sso.looking": "Looking for the ways in …",

  "proof_login.text": "For this you log in with your provider again. A tab opens.",
  "proof_login.open": "Confirm in the tab that has opened. Then come back to this page.",
  "proof_login.done": "I have confirmed it",
  "devices.remove_text_sso": "It is signed out and gets no more letters.",

  "close.title": "Close the account",
  "close.text":
    "Closing ends this mailbox for good, on all devices. Save what you still need before: afterwards nobody can bring it back.",
  "close.save": "Save everything as a file",
  "close.saving": "{done} of {total} letters packed …",
  "close.saved": { one: "{count} letter was saved.", other: "{count} letters were saved." },
  "close.left_out": {
    one: "{count} letter is not in it: it was not opened or not sent. Open what you need; opening counts as receipt.",
    other:
      "{count} letters are not in it: they were not opened or not sent. Open what you need; opening counts as receipt.",
  },
  "close.file_name": "federpost-everything.zip",
  "close.action": "Close the account for good",
  "close.question": "Close the account for good?",
  "close.question_text":
    "The homeserver ends the account and all its devices, and leaves all conversations. Nobody can write to this address any more, and nobody gets it again. Encrypted letters may stay at homeservers; without the keys nobody can read them. What others received stays with them.",
  "close.sure": "I have saved what I need.",

  "error.not_confirmed":
    "This is not confirmed yet. Log in with your provider in the tab that has opened, then try again.",
  "error.login_cancelled":
    "The sign-in window was closed before the sign-in was finished. Nothing is lost. If it showed an error, the provider has a problem: try again later.",
  "error.login_unreachable":
    "The page of the identity provider cannot be opened. Check your connection to the internet, or try again later. Nothing is lost.",
  "error.login_refused": "The homeserver does not accept this sign-in any more. Sign in with the provider again.",
  "error.login_failed": "The provider did not finish the sign-in. Begin again; if it happens again, ask the provider.",
  "error.login_mismatch":
    "What came back does not belong to the sign-in that you began. For your safety it was not used. Begin again.",
} as const;
