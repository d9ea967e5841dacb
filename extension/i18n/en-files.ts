/** English: all files of a letter at once. */
export const enFiles = {
  "save_all.button": "Save all as a ZIP file",
  "save_all.progress": "Fetching file {current} of {count} …",
  "save_all.file_name": "attachments.zip",
} as const;
