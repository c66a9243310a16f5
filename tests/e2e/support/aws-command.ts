/** A call of an AWS API. */
export interface AwsCommand {
  /** Such as `PutItem`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Reads a command of the AWS CLI as bash and the CLI do, as far as the documentation uses them: one assignment of
 * `$(date +%s)`, sums of it and a number, single quotes, and options with JSON or text.
 *
 * @param now seconds since the epoch
 * @throws Error if it is anything else
 */
export function parseAwsCommand(text: string, now: number): AwsCommand {
  const [, assignment = "", command = ""] = /^(NOW=\$\(date \+%s\)\n)?(aws dynamodb .*)$/s.exec(text) ?? [];
  const words = wordsIn(assignment === "" ? command : withSums(command, now));
  const [aws, service, operation = "", ...options] = words;
  if (aws !== "aws" || service !== "dynamodb" || options.length % 2 !== 0) {
    throw new Error(`not a command of the AWS CLI: ${text}`);
  }
  const input: Record<string, unknown> = {};
  for (let index = 0; index < options.length; index += 2) {
    const [name = "", value = ""] = options.slice(index, index + 2);
    input[pascalCase(name.replace(/^--/, ""))] = value.startsWith("{") ? JSON.parse(value) : value;
  }
  return { operation: pascalCase(operation), input };
}

function withSums(command: string, now: number): string {
  return command.replace(/\$\(\(NOW \+ (\d+)\)\)/g, (_, number: string) => String(now + Number(number)));
}

/** Words of bash: parts in single quotes and parts without quotes, directly after each other, are one word. */
function wordsIn(command: string): readonly string[] {
  const words = command.trim().match(/(?:'[^']*'|[^\s'"$\\`])+/g) ?? [];
  if (words.join("").length !== command.replace(/\s+(?=(?:[^']*'[^']*')*[^']*$)/g, "").length) {
    throw new Error(`the command has something that this reader does not know: ${command}`);
  }
  return words.map((word) => word.replaceAll("'", ""));
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
