/** Wider table cells don't fit into a terminal. */
const WIDTH = 100;
const INDENT = "  ";

/** Breaks long lines between words, and indents what follows a break. */
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
