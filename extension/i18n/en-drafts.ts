/** English: drafts with all that is in them, taking letters back, forwarding. */
export const enDrafts = {
  "draft.goes_on": "You go on with your draft of",
  "draft.begin_anew": "Begin anew",
  "drafts.others": "Other drafts in this thread",
  "drafts.no_text": "(no text)",
  "drafts.files": { one: "{count} file", other: "{count} files" },

  "file.waiting": "Waiting to be saved",
  "file.saving": "Being saved:",
  "file.saving_part": "{done} of {total}",
  "file.saved": "Saved with the draft",
  "file.failed": "Not saved.",
  "file.missing": "This file is not on this device. Please remove it or choose it again.",
  "files.not_saved": "Some files are not saved. Please remove them or choose them again.",

  "held.state": "Will be sent in a few seconds",
  "held.state_hint": "The letter has not left this device yet. You can take it back.",
  "held.said": {
    one: "Your letter “{subject}” will be sent in {count} second. Press Z to take it back.",
    other: "Your letter “{subject}” will be sent in {count} seconds. Press Z to take it back.",
  },
  "held.seconds": { one: "In {count} s", other: "In {count} s" },
  "held.letter": "will be sent:",
  "held.take_back": "Take back",
  "held.send_now": "Send now",
  "held.too_late": "The letter is on its way already. It can no longer be taken back.",
  "settings.undo_send": "Take letters back after sending",
  "settings.undo_send_hint": "So long a letter stays on this device before it is sent.",
  "settings.undo_send_off": "Off: send at once",
  "settings.undo_send_seconds": { one: "{count} second", other: "{count} seconds" },

  "forward.button": "Forward",
  "forward.title": "Forward letter",
  "forward.text":
    "A new letter with this text is made. You can change it before you send it. The sender does not learn of it.",
  "forward.files": "Attachments that go with it",
  "forward.proof": "Attach the evidence",
  "forward.proof_hint":
    "A file with letter, attachments, signature and receipts. With it the recipient can check who wrote the letter. If the sender proved who they are, that proof goes along, with all that stands in it.",
  "forward.go": "Write the letter",
  "forward.busy": "Attachments are being copied …",
  "forward.prefix": "Fwd:",
  "forward.head": "---------- Forwarded letter ----------",
  "forward.from": "From:",
  "forward.to": "To:",
  "forward.sent": "Written:",
  "forward.subject": "Subject:",
} as const;
