/** Getting in by an identity provider. */
export const enLogin = {
  "sso.title": "Sign in with an identity provider",
  "sso.text": "A window of the provider opens. If you have no mailbox yet, you get one by this.",
  "sso.named": "Sign in with {name}",
  "sso.unnamed": "Sign in with an identity provider",
  "sso.waiting": "Go on in the window that has opened …",
  "sso.looking": "Looking for the ways in …",

  "error.login_cancelled":
    "The sign-in window was closed before the sign-in was finished. Nothing is lost. If it showed an error, the provider has a problem: try again later.",
  "error.login_unreachable":
    "The page of the identity provider cannot be opened. Check your connection to the internet, or try again later. Nothing is lost.",
  "error.login_refused": "The homeserver does not accept this sign-in any more. Sign in with the provider again.",
  "error.login_failed": "The provider did not finish the sign-in. Begin again; if it happens again, ask the provider.",
  "error.login_mismatch":
    "What came back does not belong to the sign-in that you began. For your safety it was not used. Begin again.",
} as const;
