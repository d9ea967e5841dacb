/** English: files of a letter, saved all at once or dragged out of it. */
export const enFiles = {
  "save_all.button": "Save all as a ZIP file",
  "save_all.progress": "Fetching file {current} of {count} …",
  "save_all.file_name": "attachments.zip",
  "drag_out.title": "Drag into a folder or onto the desktop",
  "drag_out.fetching": "Preparing “{name}” …",
  "drag_out.ready": "“{name}” is ready. Drag it again now.",
} as const;
