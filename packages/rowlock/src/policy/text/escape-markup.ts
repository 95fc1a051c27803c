// Text that comes from a database, for a Markdown document: none of it may become markup.

export function escapeMarkup(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`).replaceAll(/[\r\n]+/g, " ");
}
