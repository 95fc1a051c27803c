// Breaks prose into lines of a width, for terminals. Knows nothing of colours: wrap first, colour then.

/** Every line but the first begins with `indent`; a word longer than the width stands alone. */
export function wrapText(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    const next = line === "" ? word : `${line} ${word}`;
    const room = width - (lines.length === 0 ? 0 : indent.length);
    if (line !== "" && next.length > room) {
      lines.push(line);
      line = word;
    } else line = next;
  }
  if (line !== "") lines.push(line);
  return lines.join(`\n${indent}`);
}
