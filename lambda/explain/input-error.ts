/** There is no answer: what the user gave can't be used, or what it takes can't be had. The message says how to mend it. */
export class InputError extends Error {
  override readonly name = "InputError";
}
