import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DIRECTORY = fileURLToPath(new URL("../examples/providers", import.meta.url));

/** What pages take from examples/providers: `tfvars-NAME` is the file `NAME.tfvars`, and `token-NAME` is `tokens/NAME.json`. */
export const PROVIDER_PARTS: Readonly<Record<string, () => Promise<string>>> = Object.fromEntries([
  ...partsOf("tfvars", "", ".tfvars", "hcl"),
  ...partsOf("token", "tokens", ".json", "json"),
]);

function partsOf(kind: string, folder: string, extension: string, language: string) {
  return readdirSync(join(DIRECTORY, folder))
    .filter((file) => file.endsWith(extension))
    .map((file) => {
      const block = async () =>
        `\`\`\`${language}\n${await readFile(join(DIRECTORY, folder, file), "utf8")}\`\`\``;
      return [`${kind}-${file.slice(0, -extension.length)}`, block] as const;
    });
}
