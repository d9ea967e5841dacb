/** English: letters in a sealed frame inside a portal's page. */
export const enSealed = {
  "sealed.title": "Federpost letter",
  "sealed.private": "Only you can read what is in this box. The page around it cannot.",
  "sealed.waiting": "Please decide in the Federpost window whether the letter is opened.",
  "sealed.to_window": "Show in my mailbox",
  "sealed.attachments": { one: "{count} attachment", other: "{count} attachments" },
  "sealed.attachments_where": "You can open attachments in your mailbox.",
  "sealed.submit": "Check and send",
  "sealed.deciding": "Please check your letter in the Federpost window.",
  "sealed.not_sent": "The letter was not sent. You can go on writing.",
  "sealed.write_in_window": "Go on in the Federpost window",
  "sealed.files_in_window": "There you can attach files, too. What you typed in a form is asked again.",
  "sealed.focus_taken":
    "The cursor left this box while you were typing. If you did not click elsewhere yourself, the page took it, and may have read your last keys. Go on in the Federpost window.",
  "sealed.doubt.unseen":
    "This box is not fully on the screen. Scroll until you can see all of it, or use your mailbox.",
  "sealed.doubt.cut_off":
    "This box is not fully on the screen. Scroll until you can see all of it, or use your mailbox.",
  "sealed.doubt.covered":
    "Something on the page lies over this box. Nothing is shown here until it is gone. Your mailbox always shows the letter as it is.",
  "sealed.doubt.altered":
    "The page changes how this box looks. Nothing is shown here. Your mailbox always shows the letter as it is.",
  "sealed.doubt.hidden_parts":
    "Federpost cannot see how the page draws this box. Nothing is shown here. Your mailbox always shows the letter as it is.",
  "sealed.doubt.moved":
    "The page has put this box somewhere else. Nothing is shown here any more. Your mailbox always shows the letter as it is.",
  "sealed.doubt.small":
    "The page leaves too little room for this box. Make the browser window larger, or use your mailbox.",
  "sealed.doubt.scaled":
    "The page shrinks or enlarges this box. Nothing is shown here. Your mailbox always shows the letter as it is.",
} as const;
