import { readFile } from "node:fs/promises";
import { join } from "node:path";

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description: string }>>;
  readonly oneOf: readonly { readonly properties: Readonly<Record<string, { readonly const?: string }>> }[];
}

/** Kinds of lines that have a name of their own in the table. */
const DECISIONS = ["request refused", "requests refused", "request allowed"];
const REQUESTS = ["request refused", "request allowed"];

/** The table of the fields of a log line, from the schema of the lines. */
export async function fieldTable(repository: string): Promise<string> {
  const { properties, oneOf }: Schema = JSON.parse(
    await readFile(join(repository, "docs/log.schema.json"), "utf8"),
  );
  const messagesWith = (field: string): readonly string[] =>
    oneOf
      .filter((line) => Object.hasOwn(line.properties, field))
      .map((line) => line.properties["message"]?.const ?? "");
  const all = messagesWith("message");
  const rows = Object.entries(properties).map(
    ([field, { description }]) =>
      `| \`${field}\` | ${linesText(messagesWith(field), all)} | ${description} |`,
  );
  return ["| field | lines | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

function linesText(messages: readonly string[], all: readonly string[]): string {
  if (messages.length === all.length) {
    return "all";
  }
  const missing = all.filter((message) => !messages.includes(message));
  if (missing.length === 1) {
    return `all but \`${missing[0]}\``;
  }
  const has = (kind: readonly string[]): boolean => kind.every((message) => messages.includes(message));
  const [kind, name] = has(DECISIONS)
    ? [DECISIONS, "decisions"]
    : has(REQUESTS)
      ? [REQUESTS, "requests"]
      : [[], ""];
  const others = messages.filter((message) => !kind.includes(message)).map((message) => `\`${message}\``);
  return [...(name === "" ? [] : [name]), ...others].join(", ");
}
