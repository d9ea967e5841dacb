/** English: evidence that a mailbox or a letter demands. */
export const enDemand = {
  "demand.title": "Evidence of persons",
  "demand.text":
    "You can demand that whoever writes to you for the first time proves who they are. Letters without evidence are not lost: they lie in the folder “Without evidence”, and the other side is told what is missing. Agencies and organisations prove themselves by their certificate.",
  "demand.label": "At least this level of assurance",
  "demand.hint": "Counts for new threads. Whom you have written to already need not prove anything.",
  "demand.prescribed": "Your administrator decided what is needed at least.",
  "demand.none": "No evidence needed",
  "apart.thread":
    "This thread is kept apart: whoever began it has not shown who they are, and knows that. When you answer, it comes into the inbox.",
  "apart.take_in": "Move to the inbox",
  "apart.hint": {
    one: "{count} thread is kept apart since evidence is missing.",
    other: "{count} threads are kept apart since evidence is missing.",
  },
  "apart.show": "Show",
  "apart.asked":
    "The other side demands evidence of who you are, at the level “{level}” or better. None came with this letter. It has arrived and was put apart there.",
  "apart.asked_how": "Get evidence in the settings under “Prove who you are”, and send it with your next letter.",
  "ask.proved": "Only to somebody who has proved who they are",
  "ask.proved_hint":
    "If the other side has shown you no evidence at this level, the letter is neither sealed nor sent. Certificates of organisations count too.",
  "ask.anybody": "Not needed",
  "demand.by_page":
    "The page demands: the letter goes only to somebody who has proved who they are, at the level “{level}” or better. The certificate of an organisation counts too.",
  "demand.met": "The recipient has proved this.",
  "demand.not_met":
    "The recipient has not proved this. The letter is not sent. If you agree, the page learns that evidence is missing. If you decline, it learns only that.",
  "demand.no_letter_to": "No letter to",
  "error.recipient_not_proved":
    "Not sent: the other side has not shown you who they are, or not at the level you demand. Ask them for evidence in a letter without confidential content.",
} as const;
