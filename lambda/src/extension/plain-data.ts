/** The value is not plain data. The error contains nothing of it. */
export class NotPlainError extends Error {}

/** Generous limits for a real result: objects, lists and values in all, and levels of nesting. */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 8;

/**
 * Copies plain data: what JSON can express, and undefined. Anything else is rejected. An Error that was returned instead
 * of thrown, a Map, an object whose class has `deny`, or a list with a hole would otherwise be read as "change nothing".
 *
 * @throws NotPlainError, or what a getter or a proxy's trap throws
 */
export function copyPlainData(value: unknown): unknown {
  let values = 0;

  function copy(from: unknown, depth: number): unknown {
    if (++values > MAX_VALUES || depth > MAX_DEPTH) {
      throw new NotPlainError();
    }
    switch (typeof from) {
      case "string":
      case "number":
      case "boolean":
      case "undefined":
        return from;
      case "object":
        return from === null ? null : Array.isArray(from) ? copyList(from, depth) : copyObject(from, depth);
      default:
        throw new NotPlainError();
    }
  }

  function copyList(list: readonly unknown[], depth: number): readonly unknown[] {
    const length = list.length;
    // Exactly its indexes and `length`: no hole, no other member.
    if (Object.getPrototypeOf(list) !== Array.prototype || Reflect.ownKeys(list).length !== length + 1) {
      throw new NotPlainError();
    }
    return Array.from({ length }, (_, index) => copy(dataOf(list, String(index)), depth + 1));
  }

  function copyObject(object: object, depth: number): object {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new NotPlainError();
    }
    const members = Reflect.ownKeys(object).map((name) => {
      if (typeof name !== "string") {
        throw new NotPlainError();
      }
      return [name, copy(dataOf(object, name), depth + 1)] as const;
    });
    return Object.fromEntries(members);
  }

  return copy(value, 0);
}

function dataOf(object: object, name: string): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(object, name);
  if (descriptor?.enumerable !== true || !("value" in descriptor)) {
    throw new NotPlainError();
  }
  return descriptor.value;
}
