import { parseArgs } from "node:util";
import { InputError } from "./input-error.js";

/** What `--help` shows. */
export const USAGE = `Explains what a token may call, and why, by the rules of a deployed authorizer.

  explain --configuration FILE [--token FILE | --claims JSON] [REQUEST ...]
  explain --configuration FILE --matrix --claims FILE ... [--html FILE]

  REQUEST                "METHOD /path" as the client writes it, without stage and query, or '$connect'
  --configuration FILE   the module's output configuration, or all that "terraform output -json" printed, or
                         "terraform show -json" of a plan or a state
  --output NAME          which output it is, where several could be
  --token FILE           a token, with or without Bearer; without --token and --claims it is read from stdin
  --claims JSON          a token's claims, as JSON or the name of a file that holds it; with --matrix several times
  --verify               check the token's signature too, with the issuer's keys, which are fetched
  --stage-arn ARN        stage whose policy is shown: arn:aws:execute-api:REGION:ACCOUNT:API/STAGE
  --json                 for programs
  --matrix               every path and method of the rules, against each of the claims
  --html FILE            writes the matrix as a page, too

Without --verify no signature is checked, and what is printed is what a token with these claims would get.
Custom logic is never run: what it refuses or adds isn't known here. Of an extension a note says so; that a zip of
your own (filename) brings logic along without an extension in the configuration can't be seen.
Ends with 0 when it could answer, whatever the answer, and with 2 when it couldn't.`;

const OPTIONS = {
  configuration: { type: "string" },
  output: { type: "string" },
  token: { type: "string" },
  claims: { type: "string", multiple: true, default: [] as string[] },
  verify: { type: "boolean", default: false },
  "stage-arn": { type: "string" },
  json: { type: "boolean", default: false },
  matrix: { type: "boolean", default: false },
  html: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const STAGE_ARN =
  /^arn:[a-z0-9-]+:execute-api:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9]+\/(\$default|[A-Za-z0-9_-]+)$/;

/** What is asked for, all of which has an effect. */
export interface Arguments {
  readonly isHelp: boolean;
  readonly isMatrix: boolean;
  readonly isJson: boolean;
  readonly isVerify: boolean;
  /** Names of files. */
  readonly configuration: string;
  readonly token: string | undefined;
  readonly html: string | undefined;
  /** Name of the output that holds the configuration. */
  readonly output: string | undefined;
  /** Each the JSON itself, or the name of a file. */
  readonly claims: readonly string[];
  readonly stageArn: string | undefined;
  readonly requests: readonly string[];
}

/**
 * Reads the command line.
 *
 * @throws InputError for options that can't be together, or would have no effect, and what `parseArgs` throws for one
 * that doesn't exist or has no value; nothing that was given is repeated, for it may be a token
 */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals: requests } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const { configuration = "", output, token, html, claims, "stage-arn": stageArn } = values;
  const given: Arguments = {
    isHelp: values.help,
    isMatrix: values.matrix,
    isJson: values.json,
    isVerify: values.verify,
    ...{ configuration, output, token, html, claims, stageArn, requests },
  };
  const fault = given.isHelp ? undefined : faultOf(given);
  if (fault !== undefined) {
    throw new InputError(fault);
  }
  return given;
}

function faultOf(given: Arguments): string | undefined {
  const { isMatrix, isVerify, configuration, token, html, claims, stageArn, requests } = given;
  if (configuration === "") {
    return "--configuration is missing; --help shows what there is";
  }
  if (isMatrix) {
    return claims.length === 0 || requests.length > 0
      ? "--matrix takes one or more --claims, and no request"
      : isVerify || token !== undefined || stageArn !== undefined
        ? "--matrix is about claims, on any stage: leave --verify, --token and --stage-arn out"
        : undefined;
  }
  if (html !== undefined) {
    return "--html is a page of the matrix: add --matrix, or leave it out";
  }
  if (claims.length > 1 || (claims.length === 1 && (token !== undefined || isVerify))) {
    return "give --claims once, or a token: only a token has a signature to --verify";
  }
  return stageArn !== undefined && !STAGE_ARN.test(stageArn)
    ? "--stage-arn must be arn:aws:execute-api:REGION:ACCOUNT:API/STAGE"
    : undefined;
}
