import { readFile } from "node:fs/promises";

/** A variable or an output, as far as its text shows it line by line. */
export interface Declaration {
  readonly name: string;
  readonly description: string;
}

/** The variables and outputs that a formatted HCL file declares. */
export async function readDeclarations(file: string): Promise<readonly Declaration[]> {
  return declarationsOf(await readFile(file, "utf8"));
}

/** The variables and outputs that formatted HCL declares. */
export function declarationsOf(hcl: string): readonly Declaration[] {
  const blocks = hcl.matchAll(/^(?:variable|output) "([\w-]+)" \{\n([\s\S]*?)\n\}$/gm);
  return [...blocks].map(([, name = "", body = ""]) => ({ name, description: descriptionIn(body) }));
}

function descriptionIn(body: string): string {
  const [, quoted, heredoc] =
    /^ {2}description\s*= (?:("(?:[^"\\]|\\.)*")$|<<-?EOT\n([\s\S]*?)\n\s*EOT$)/m.exec(body) ?? [];
  const text = quoted === undefined ? (heredoc ?? "") : JSON.parse(quoted);
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}
