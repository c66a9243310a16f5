/** A Terraform command failed. The message contains the command, the exit code and Terraform's diagnostics. */
export class TerraformError extends Error {
  override readonly name = "TerraformError";
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    args: readonly string[],
    directory: string,
    end: {
      readonly exitCode: number | undefined;
      readonly signal: string | undefined;
      readonly stdout: string;
      readonly stderr: string;
    },
  ) {
    const how = end.signal === undefined ? `exit code ${end.exitCode}` : `ended by ${end.signal}`;
    super(`terraform ${args.join(" ")} (in ${directory}): ${how}\n${diagnosticsOf(end.stdout, end.stderr)}`);
    this.exitCode = end.exitCode;
    this.stdout = end.stdout;
    this.stderr = end.stderr;
  }
}

const TAIL_LINES = 30;

/** Terraform writes diagnostics to stderr; `terraform test` and `validate` also write some to stdout. */
function diagnosticsOf(stdout: string, stderr: string): string {
  const printed = stdout.split("\n");
  const firstError = printed.findIndex((line) => /^[│╷\s]*Error: /.test(line));
  const relevant =
    firstError >= 0 ? printed.slice(firstError) : stderr === "" ? printed.slice(-TAIL_LINES) : [];
  return [stderr.trim(), relevant.join("\n").trim()].filter((part) => part !== "").join("\n");
}
