/** There is no answer because an input is invalid or something can't be fetched. The message says how to fix it. */
export class InputError extends Error {
  override readonly name = "InputError";
}
