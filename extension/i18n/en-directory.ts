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
  "federation.title": "List of allowed servers",
  "federation.text":
    "An operator can keep a signed list of the servers from which people may write. It comes before your own exceptions. Your own server always may.",
  "federation.none": "No list is set: your own rules count.",
  "federation.holds": "List no. {number} holds until {date}. It names {servers} servers.",
  "federation.closed":
    "At present nobody on another server can begin a conversation with you. What comes waits and is not lost.",
  "federation.fault.unreachable": "The list cannot be reached. Check your connection, or ask the operator.",
  "federation.fault.not_signed":
    "What lies at the list's address is not signed by the operator. Somebody may have changed it. Tell the operator.",
  "federation.fault.rolled_back":
    "An older list than the one that is known lies at the address. Somebody may have put it back. Tell the operator.",
  "federation.fault.from_the_future": "The list carries a date in the future. Check the clock of this computer.",
  "federation.fault.run_out": "The list has run out. Tell the operator to sign a new one.",
  "federation.still": "Until then the last good list counts.",
  "federation.check": "Fetch the list now",
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
