/**
 * Quotes text as one word of a POSIX shell command.
 *
 * @param variables names of shell variables and the values they stand for: where a value occurs in the text, the
 *   word refers to the variable instead, so that a long token appears once
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
