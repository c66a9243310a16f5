import { join } from "node:path";
import { declarationsIn } from "../../../tools/reference.ts";
import { repositoryRoot } from "../../support/repository.ts";

/** The inputs of a module that have a validation. */
export async function validatedInputs(module: string): Promise<readonly string[]> {
  const text = await declarationsIn(join(repositoryRoot, module), "variables");
  const blocks = text.matchAll(/^variable "(\w+)" \{\n(.*?)^\}/gms);
  return [...blocks]
    .filter(([, , body = ""]) => body.includes("\n  validation {"))
    .map(([, name = ""]) => name);
}
