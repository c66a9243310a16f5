/** A value, or the promise of one where it has to be waited for. */
export type Ready<Value> = Value | Promise<Value>;

/**
 * Goes on with a value: at once if it is there. A promise for each step of a decision, none of which usually has to
 * wait, would cost a token that has been here before half as much again.
 */
export function whenReady<Value, Next>(
  value: Ready<Value>,
  next: (value: Value) => Ready<Next>,
): Ready<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
