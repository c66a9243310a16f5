import { CONTRACT } from "../src/config/contract.ts";

/** The content of `contract.json`, which Terraform reads. A test compares it with the committed file. */
export function contractJson(): string {
  return `${JSON.stringify(CONTRACT, null, 2)}\n`;
}
