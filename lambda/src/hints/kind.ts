/** Says in constant words what kind of value a claim has, such as `an empty list`. */
export function kindOf(value: unknown): string {
  if (value === undefined) {
    return "missing";
  }
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : "a list";
  }
  return value === "" ? "an empty string" : (KINDS[typeof value] ?? "an object");
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
};
