/** A table cell that is wider makes lines that no terminal shows whole. */
const WIDTH = 100;
const INDENT = "  ";

/** Breaks lines between words where they would make a table too wide; what follows a break is indented. */
export function wrapped(text: string): string {
  return text.split("\n").map(wrappedLine).join("\n");
}

function wrappedLine(line: string): string {
  const lines: string[] = [];
  for (const word of line.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined) {
      lines.push(word);
    } else if (last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(INDENT + word);
    }
  }
  return lines.join("\n");
}
