import { explanationOf, type Failure } from "../src/failure.js";

/** A refusal in the words of the log: what its code means, and what narrows that down. */
export function refusalText({ failure: code, detail }: Failure): string {
  return [explanationOf(code), detail].filter(Boolean).join(": ");
}
