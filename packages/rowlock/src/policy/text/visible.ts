// Makes control characters visible: a name out of a database must not move a terminal's cursor or colour its screen.

/** Line breaks stay; everything else below a space becomes its code, such as `\x1b`. */
export function visible(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
