/** English: what an administrator has decided, and where it shows. */
export const enRules = {
  "connect.not_allowed": "Your administrator does not allow this page to use your mailbox.",
  "choose_lock.recovery_only":
    "Your administrator allows the recovery key only. You need it every time you open the mailbox. Keep your sheet at hand.",
  "choose_lock.nothing_here":
    "What your administrator allows does not work in this browser. Here the mailbox opens by the recovery key only.",
  "lock.not_allowed": "Not allowed by your administrator.",
  "retention.prescribed": {
    one: "Your administrator decided: threads in the archive folder go to the trash {count} day after the last letter.",
    other:
      "Your administrator decided: threads in the archive folder go to the trash {count} days after the last letter.",
  },
  "trust.short_of": "No evidence: {level}",
  "trust.short_of_hint":
    "This mailbox demands of persons evidence at the level “{level}” or better. This person has shown none.",
  "policy.title": "Decided by your administrator",
  "policy.text": "This is fixed on this computer. You cannot change it here. Ask your administrator about it.",
  "policy.kept": "The browser no longer reports any rules. The last ones go on until you sign out.",
  "policy.nothing": "Nothing is fixed.",
  "policy.homeserver": "You sign in at this homeserver only:",
  "policy.allowedPortals": "Only these pages may use the mailbox:",
  "policy.allowedPortals.none": "No page may use the mailbox.",
  "policy.blockedPortals": "These pages may not use the mailbox:",
  "policy.allowedWays": "The mailbox may open only by:",
  "policy.lockAfterMinutes": {
    one: "The mailbox locks after {count} minute of rest at the latest.",
    other: "The mailbox locks after {count} minutes of rest at the latest.",
  },
  "policy.profileMode": "The mailbox goes with you from computer to computer. It is open on one at a time.",
  "policy.minimumAssurance":
    "Persons should prove who they are, at the level “{level}” or better. First letters without this evidence go to the folder “Without evidence”. Other letters without it are marked.",
  "policy.retentionDays": {
    one: "Threads in the archive folder go to the trash {count} day after the last letter.",
    other: "Threads in the archive folder go to the trash {count} days after the last letter.",
  },
  "policy.audience.citizen": "This mailbox is set up for citizens.",
  "policy.audience.organisation": "This mailbox is set up for an organisation.",
  "policy.audience.agency": "This mailbox is set up for an agency.",
  "policy.featuresOff": "This is switched off:",
  "policy.feature.portals": "Connecting pages to the mailbox",
  "policy.feature.forms": "Sending forms and states of applications",
  "policy.feature.person": "Getting evidence of who you are",
  "policy.feature.certificate": "Certificate, and the file for your own domain",
  "policy.feature.directory": "Searching the directory",
  "policy.feature.contact_rules": "Deciding who may write",
  "policy.feature.close_account": "Closing the account",
  "policy.trustRoots": "Whose certificates are believed is fixed.",
  "policy.identityProviders": "Which identity providers are believed is fixed.",
  "policy.directory": "The directory is fixed.",
  "policy.federationList": "A list says from which servers people may write.",
  "policy.minimumVersion": "Federpost works from version {version} on.",
} as const;
