/** What is at hand outside of the mailbox: notifications, badge, address bar, menu of a page, windows, keys. */
export const enHand = {
  "notification.after_quiet": {
    one: "{count} letter came during your quiet hours.",
    other: "{count} letters came during your quiet hours.",
  },
  "badge.locked_empty": "Federpost is locked",
  "badge.offline": "Not connected, the number may be old",
  "badge.signed_out": "Federpost: please sign in again",
  "badge.blocked": "Federpost: stopped by your administrator",
  "badge.waiting_device": "Federpost: this device waits to be let in",

  "quiet.use": "Do not notify me at certain times",
  "quiet.hint": "Letters still come. After the quiet hours you are told once how many came.",
  "quiet.from": "From",
  "quiet.to": "To",
  "quiet.days": "On these days",
  "quiet.overnight": "Quiet hours that end in the morning belong to the day before.",
  "quiet.zone": "Times are those of this device ({zone}).",
  "quiet.no_day": "Choose at least one day.",
  "quiet.no_time": "Enter a time, for example 20:00.",
  "weekday.1": "Monday",
  "weekday.2": "Tuesday",
  "weekday.3": "Wednesday",
  "weekday.4": "Thursday",
  "weekday.5": "Friday",
  "weekday.6": "Saturday",
  "weekday.7": "Sunday",
} as const;
