/** English: help in plain words, and the accessibility statement. */
export const enHelp = {
  "title.help": "Help – Federpost",
  "action.help": "Help",
  "shortcut.manual": "Open the help in plain words",
  "help.title": "Help",
  "help.search": "Search the help",
  "help.found": { one: "{count} topic found", other: "{count} topics found" },
  "help.none": "There is nothing about that here. Try another word.",
  "help.topics": "Topics",
  "help.hint": "The key F1 opens this help from every page of Federpost.",

  "help.what.title": "What is Federpost?",
  "help.what.1":
    "Federpost is a mailbox in your browser. With it you write letters to agencies, companies and other people, and get letters from them.",
  "help.what.2":
    "Every letter is sealed: only you and the recipients can read it. Sealing happens on your device. No server in between has the key.",
  "help.what.3":
    "A letter is not an e-mail. You see who really writes, and both sides get proof that the letter has arrived.",

  "help.begin.title": "Setting up a mailbox",
  "help.begin.1":
    "You need an account on a homeserver. You get its address from whoever offers the mailbox. There you sign in by password, or by a login service such as that of your administration.",
  "help.begin.2":
    "Then you get a recovery key. Write it on paper and keep it safe. It is the only way back when all your devices are lost.",
  "help.begin.3":
    "Then you choose a lock: a passphrase for this device only, or a passkey. Without a lock, whoever gets to this computer can read your letters.",

  "help.opening.title": "What does opening a letter mean legally?",
  "help.opening.1":
    "A new letter is closed. Only when you click “Open letter” do you see its text. With that you have retrieved the letter. The sender gets a receipt with day and time.",
  "help.opening.2":
    "Retrieving can have consequences: a decision can take effect by it, and a period can begin, for instance for an objection. Searching, previews, notifications and keeping the list in order never count as retrieving.",
  "help.opening.3":
    "Not opening does not always protect you: by some rules a letter counts as arrived when it only lies in your mailbox. These are the rules that Federpost knows:",
  "help.opening.law.vwvfg_41_2":
    "The agency sent the decision electronically. It counts as notified on the fourth day after sending, even if you do not open it. If it did not arrive, or later, tell the agency.",
  "help.opening.law.vwvfg_41_2a":
    "The agency provides the decision for retrieval, and you agreed to that. It counts as notified on the day after you retrieve it. If you do not retrieve it within ten days after you were told, providing it has no effect.",
  "help.opening.law.ozg_9":
    "The decision lies in the mailbox of your user account. It counts as notified on the fourth day after it was provided, even if you do not open it.",
  "help.opening.law.zpo_173_3":
    "Mail from a court that you have to acknowledge. What counts is the day that you name in the acknowledgement.",
  "help.opening.law.zpo_173_4":
    "Mail from a court with an automatic confirmation of receipt. It counts as served on the third day after it came in, even if you do not open it.",
  "help.opening.law.vwzg_5":
    "Mail from an agency that you have to acknowledge. What counts is the day that you name in the acknowledgement.",
  "help.opening.4":
    "Which rule holds is for the agency or court that writes to say. Whether Federpost is a way of sending that these rules mean, no court has decided. Below each opened letter you find “Work out periods”. That is help, and no legal advice.",

  "help.receipts.title": "What do the receipts say?",
  "help.receipts.1":
    "“Submitted”: the sender's device sent the letter. “Provided in the mailbox”: a device of the recipient received and checked it. “Opened”: the recipient opened it. “Receipt confirmed” or “Confirmation refused”: the recipient answered a request to confirm receipt.",
  "help.receipts.2":
    "Each receipt is signed by the device that issues it: “Submitted” by the sender's, the others by a device of the recipient. The time in it is that device's clock. “Save proof” gives you a file by which you can prove the letter for years.",

  "help.who.title": "How do I know who writes?",
  "help.who.1":
    "A name with a check mark means: an authority that your mailbox believes has checked the name and issued a certificate. Click the check mark to see who that was and until when it is valid.",
  "help.who.2":
    "Without a check mark you know only the address. A name beside it is a claim. Compare the safety code: by phone, in person or by the QR code. Call a number that you know already, not one from the letter.",
  "help.who.3":
    "If Federpost warns that an identity has changed, write nothing confidential. Ask first by another way. A new device alone is no reason to worry.",
  "help.who.4":
    "Do not open attachments that you do not expect. Federpost warns of files that can run something on your computer. A page on the web can look like Federpost: enter your recovery key in Federpost itself only.",

  "help.files.title": "How do attachments get out of the letter?",
  "help.files.1":
    "Beside every attachment is the button “Save”: it puts the file into your downloads. With “Save all as a ZIP file” you get all attachments at once.",
  "help.files.2":
    "On Windows and macOS, Chrome, Edge and other browsers with Chromium also let you drag an attachment into a folder with the mouse. It is decrypted only then. If that takes longer, Federpost says when the file is ready. Drag it again then.",
  "help.files.3":
    "Files of more than 25 MB and files that can run programs on your computer cannot be dragged. In Firefox, on Linux and in the small window at the icon it does not work at all. Use the button “Save” then. It asks first where a file is dangerous.",

  "help.server.title": "What does the homeserver see?",
  "help.server.1":
    "The homeserver carries your letters, but cannot read them: neither subject nor text, neither attachments nor their names.",
  "help.server.2":
    "It sees which account writes with which account, when, how often and roughly how much. It also sees your devices, your network address and when you are online.",
  "help.server.3":
    "It can delay letters or not deliver them. It cannot forge one: Federpost would notice and tell you.",

  "help.lost.title": "I have lost a device",
  "help.lost.1":
    "If you have another device: open the settings there, go to “Devices” and remove the lost one. It gets no new letters any more. Change your password at the homeserver too.",
  "help.lost.2":
    "If it was your only device: sign in on a new one and choose the way by recovery key. Your letters come back from the archive. Remove the lost device afterwards.",
  "help.lost.3":
    "Without a device and without the recovery key you can start anew. The old letters are then closed for ever, and whoever writes to you sees that your identity has changed.",
  "help.lost.4":
    "What lies on the lost device is protected only by the lock that you chose there. If you had none, the finder can read your letters.",

  "help.devices.title": "Another device",
  "help.devices.1":
    "Sign in to the same account on the new device. It shows a code. Enter it on a device that is in already, and compare the digits on both screens.",
  "help.devices.2": "If the digits differ, refuse: somebody else may be trying to come into your account.",

  "help.safe.title": "Locking and signing out",
  "help.safe.1":
    "While locked, letters still come, but nobody can read them until you unlock. Signing out deletes the keys on this device. Do that on computers of others.",
  "help.safe.2":
    "Nobody of an agency, of the operator or of Federpost asks for your recovery key or for the passphrase of your lock. Whoever asks wants to cheat you.",

  "help.keys.title": "By keyboard",
  "help.keys.1":
    "Everything works by keyboard: Tab goes to the next element, Enter acts, Escape closes. The key ? shows all short keys in the mailbox, F1 opens the help.",
  "help.keys.2":
    "The short keys for threads work only while you are in the list. The keys ? and / work everywhere but in input fields. So does Z while a letter that you sent can still be taken back.",

  "help.access.title": "Accessibility statement",
  "help.access.scope":
    "This statement is about the browser extension Federpost in Chromium and Firefox, as of {date}. It follows § 12b BGG and § 7 BITV 2.0 (German law on accessibility). Pages of agencies that use Federpost have statements of their own.",
  "help.access.state_title": "How accessible is Federpost?",
  "help.access.state":
    "Federpost conforms in part to BITV 2.0. It aims at EN 301 549 and WCAG 2.2, level AA. This rests on our own assessment: no testing body has looked at Federpost yet.",
  "help.access.tested_title": "What is tested",
  "help.access.tested.1":
    "Every view that our tests in Chromium show is checked automatically by axe, in light and dark, by WCAG 2.2 A and AA, without violations.",
  "help.access.tested.2":
    "Going through the list, pinning threads, searching and taking back a letter that was sent is done by tests with the keyboard. Writing and opening with the keyboard only is tested as a whole by no test yet. The order of focus and the messages for screen readers are tested.",
  "help.access.tested.3":
    "Contrast of colours, zoom to 200 percent, strong colours of the system (forced colors) and reduced motion are tested.",
  "help.access.gaps_title": "What is not accessible, or not tested",
  "help.access.gaps.1":
    "Nobody has tested Federpost as a whole with a screen reader such as NVDA, JAWS, VoiceOver or Orca, with voice control or with a braille display.",
  "help.access.gaps.2":
    "PDF files are shown as pictures in the view below the letter. Screen readers do not read them there. Save the file and open it with your own program.",
  "help.access.gaps.3":
    "Whether attachments of others are accessible depends on those who send them. Federpost changes nothing in them.",
  "help.access.gaps.4":
    "There is no version in easy-to-read German (Leichte Sprache) or German sign language. This help is written in plain words, at about level B1.",
  "help.access.gaps.5":
    "What the browser itself shows, such as notifications, address bar, menus and questions for permissions, we do not test.",
  "help.access.gaps.6":
    "Short keys of one character can be neither switched off nor changed. The keys ?, / and, after sending, Z work outside the list too. So WCAG 2.1.4 (level A) is not met. Whoever dictates can set them off by accident.",
  "help.access.gaps.7":
    "The small window at the browser's button is always at least 360 pixels wide. With strong zoom, the mailbox in a tab helps.",
  "help.access.contact_title": "Report a barrier",
  "help.access.contact_known":
    "Is something not accessible to you, or do you need contents in another form? Write to {name}:",
  "help.access.contact_none":
    "Is something not accessible to you, or do you need contents in another form? Turn to whoever gave you Federpost. They have entered no address here yet.",
  "help.access.enforce_title": "If that does not help",
  "help.access.enforce":
    "If a federal body in Germany gives you no good answer within four weeks, you can turn to the arbitration body under § 16 BGG. It is free of charge, and you need no lawyer: www.schlichtungsstelle-bgg.de. The Länder have bodies of their own; the agency tells you which.",
} as const;
