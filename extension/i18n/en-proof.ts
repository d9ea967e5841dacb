/** English: receipts, acknowledgement, periods, proof and forms. */
export const enProof = {
  "acknowledge.title": "Confirm that you have received this letter",
  "acknowledge.day": "Day on which you took notice of the letter",
  "acknowledge.day_hint": "For example 24.12.2026. Periods can begin on this day.",
  "acknowledge.final":
    "You can answer once. The sender gets your answer with your signature, and you cannot take it back.",
  "acknowledge.confirm": "Confirm receipt",
  "acknowledge.refuse": "Refuse …",
  "acknowledge.reason": "Why do you not confirm receipt?",
  "acknowledge.reason_missing": "Please give a reason.",
  "acknowledge.send_refusal": "Send refusal",

  "receipt.title": { one: "{count} receipt", other: "{count} receipts" },
  "receipt.submitted": "Submitted",
  "receipt.with_server": "With the homeserver",
  "receipt.with_server_hint": "The server has taken the letter under this number. Nobody has signed that.",
  "receipt.provided": "Provided in the mailbox",
  "receipt.notified": "The recipient was told that a letter is there",
  "receipt.retrieved": "Opened",
  "receipt.acknowledged": "Receipt confirmed",
  "receipt.rejected": "Confirmation refused",
  "receipt.stated_day": "Stated day of receipt:",
  "receipt.by": "Says:",
  "receipt.claimed_time": "time as claimed by that device",
  "receipt.valid": "Signature checked: valid",
  "receipt.invalid":
    "NOT valid: it does not fit the letter, or contradicts an earlier one. This receipt proves nothing.",

  "deadline.title": "Work out periods",
  "deadline.text":
    "Federpost counts by the receipts of this letter. State of the law: 1 January 2025. Which rule applies is said by the letter or its notice of legal remedies. If in doubt, act earlier, or ask.",
  "deadline.basis": "Rule",
  "deadline.basis.vwvfg_41_2": "sent electronically",
  "deadline.basis.vwvfg_41_2a": "opened in the mailbox",
  "deadline.basis.ozg_9": "provided in the mailbox of a user account",
  "deadline.basis.zpo_173_3": "court, with confirmation of receipt",
  "deadline.basis.zpo_173_4": "court, with automatic confirmation",
  "deadline.basis.vwzg_5": "agency, with confirmation of receipt",
  "deadline.period": "Period that begins then",
  "deadline.period.one_month": "one month, such as an objection",
  "deadline.period.two_weeks": "two weeks",
  "deadline.period.three_months": "three months",
  "deadline.waiting.submitted": "The letter is not sent yet. There is nothing to count.",
  "deadline.waiting.provided": "The letter is not provided yet. There is nothing to count.",
  "deadline.waiting.retrieved": "The letter was not opened yet. There is nothing to count.",
  "deadline.waiting.acknowledged": "Nobody has confirmed receipt yet. There is nothing to count.",
  "deadline.lapses": "If it is not opened, it has no effect after:",
  "deadline.effective": "By {statute} the letter takes effect on:",
  "deadline.ends": "Last day of the period:",
  "deadline.only_estimate": "This is an estimate:",
  "deadline.estimate.claimed_time": "The times come from the devices' clocks. Nobody has confirmed them.",
  "deadline.estimate.contested_receipt":
    "If the letter did not arrive, or arrived later, another day counts. In doubt the sender must prove it.",
  "deadline.estimate.no_working_day":
    "The day falls on a weekend or a holiday. Whether the next working day counts is not decided alike everywhere.",
  "deadline.estimate.land_holiday": "The last day is a holiday in some Länder. There the period ends later.",
  "deadline.estimate.way_of_sending":
    "Whether the rule covers this way of sending is for the agency or the court to decide.",

  "ask.title": "Ask the recipient for something",
  "ask.acknowledge_by": "Confirm receipt by",
  "ask.acknowledge_by_hint": "For example 24.12.2026. Leave it empty if you need no confirmation.",
} as const;
