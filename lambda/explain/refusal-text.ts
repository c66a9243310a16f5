import { explanationOf, type Failure } from "../src/failure.js";

/** A refusal in the words of the log: the explanation of its code, and its detail. */
export function refusalText({ failure: code, detail }: Failure): string {
  return [explanationOf(code), detail].filter(Boolean).join(": ");
}
