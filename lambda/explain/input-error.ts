/** What the user gave can't be used. The message says how to mend it. */
export class InputError extends Error {
  override readonly name = "InputError";
}
