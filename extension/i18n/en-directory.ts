/** English: directories, and lists of servers. */
export const enDirectory = {
  "directory.title": "Directory",
  "directory.text":
    "In a directory you find agencies by name, or by service and place. What it answers counts only if its operator has signed it. It learns what you look for, but not who you are.",
  "directory.no_source": "No directory is set. You can enter addresses and domains.",
  "source.url": "Address",
  "source.key": "Fingerprint of the key",
  "source.by_policy": "Prescribed by your administrator",
  "source.add": "Choose the operator's file",
  "source.question": "Believe this operator?",
  "source.question_text":
    "Compare the fingerprint with the one that the operator has published. Only if it is the same does the file come from them.",
  "source.confirm": "Believe this operator",
  "source.remove": "Remove",
  "source.wrong": "This is no operator's file: an https address or a valid key is missing.",
  "suggest.searching": "Asking the directory …",
  "suggest.count": {
    one: "{count} result. Choose with the arrow keys.",
    other: "{count} results. Choose with the arrow keys.",
  },
  "suggest.nothing":
    "The directory knows no agency of that name. Check the spelling, or look by service and place. People are in no directory: ask them for their address.",
  "suggest.no_service": "The directory knows no service of that name. Try another word.",
  "suggest.no_area": "The directory does not know this place. Try the postcode.",
  "suggest.unreachable": "The directory cannot be reached. Try again later, or enter the agency's address or domain.",
  "suggest.unreadable":
    "The directory answered something that is no answer. Enter the agency's address or domain, and tell the operator.",
  "suggest.not_signed": {
    one: "{count} answer was not signed by the directory's operator and is not shown. Somebody may have changed it. Ask the agency for its domain.",
    other:
      "{count} answers were not signed by the directory's operator and are not shown. Somebody may have changed them. Ask the agency for its domain.",
  },
  "suggest.by_service": "Find the responsible agency by service and place",
  "suggest.service": "Service",
  "suggest.service_hint": "for example Baugenehmigung",
  "suggest.area": "Place or postcode",
  "suggest.area_hint": "for example 78999",
  "suggest.responsible": "Responsible, says the directory:",
  "suggest.nobody": "For this service at this place the directory names no agency with a mailbox on Federpost.",
  "suggest.take": "Write to {name}",
  "compose.to_hint_directory":
    "Name of an agency, domain or address, such as Bauamt, stadt.example or @name:server.example",
} as const;
