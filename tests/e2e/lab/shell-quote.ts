/**
 * Quotes a string as one word of a POSIX shell command.
 *
 * @param variables shell variables and their values. A reference to the variable replaces each occurrence of its value,
 *   so that commands do not repeat a long token
 */
export function shellQuote(text: string, variables: Readonly<Record<string, string>> = {}): string {
  const [name, value] =
    Object.entries(variables).find(([, candidate]) => candidate !== "" && text.includes(candidate)) ?? [];
  if (name === undefined || value === undefined) return quoteLiteral(text);
  const { [name]: _used, ...others } = variables;
  return text
    .split(value)
    .map((part) => (part === "" ? "" : shellQuote(part, others)))
    .join(`"$${name}"`);
}

function quoteLiteral(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
