import { parseArgs } from "node:util";
import { InputError } from "./input-error.js";

/** What `--help` shows. */
export const USAGE = `Explains what a token may call, and why, by the rules of a deployed authorizer.

  explain --configuration FILE [--token FILE | --claims JSON] [REQUEST ...]
  explain --configuration FILE --matrix --claims FILE ... [--api KEY] [--html FILE]

  REQUEST                "METHOD /path" as the client writes it, without stage and query, or '$connect'
  --configuration FILE   the module's output "configuration", or the whole output of "terraform output -json" or of
                         "terraform show -json" for a plan or a state
  --output NAME          the name of the output, if several outputs could be the configuration
  --token FILE           a file with a token, with or without "Bearer"; default: stdin, unless --claims is given
  --claims JSON          the claims of a token, as JSON or as the name of a JSON file; repeatable with --matrix
  --verify               also check the token's signature; this fetches the issuer's keys
  --api KEY              the API that is called, by its key in the module's input "apis"; default: the API of
                         --stage-arn, or an API that "apis" does not list
  --stage-arn ARN        the stage whose policy is shown: arn:aws:execute-api:REGION:ACCOUNT:API/STAGE
  --json                 print JSON
  --matrix               print the answer for every path and method of the rules, for each set of claims
  --html FILE            also write the matrix as an HTML page

Without --verify, the signature isn't checked: the output shows what a valid token with these claims may call.
Custom logic is never run. If the configuration has an extension, a note says so. Custom logic in your own zip
(filename) without an extension in the configuration can't be detected.
Exit status: 0 if it could answer, whatever the answer is; 2 if it couldn't.`;

const OPTIONS = {
  configuration: { type: "string" },
  output: { type: "string" },
  token: { type: "string" },
  claims: { type: "string", multiple: true, default: [] as string[] },
  verify: { type: "boolean", default: false },
  api: { type: "string" },
  "stage-arn": { type: "string" },
  json: { type: "boolean", default: false },
  matrix: { type: "boolean", default: false },
  html: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const STAGE_ARN =
  /^arn:[a-z0-9-]+:execute-api:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9]+\/(\$default|[A-Za-z0-9_-]+)$/;

/** The command line. Every option in it has an effect. */
export interface Arguments {
  readonly isHelp: boolean;
  readonly isMatrix: boolean;
  readonly isJson: boolean;
  readonly isVerify: boolean;
  /** File names. */
  readonly configuration: string;
  readonly token: string | undefined;
  readonly html: string | undefined;
  /** The name of the output that contains the configuration. */
  readonly output: string | undefined;
  /** Each is JSON, or the name of a file. */
  readonly claims: readonly string[];
  /** The key of an API. */
  readonly api: string | undefined;
  readonly stageArn: string | undefined;
  readonly requests: readonly string[];
}

/**
 * Reads the command line.
 *
 * @throws InputError for options that can't be combined or would have no effect, and the error of `parseArgs` for an
 * unknown option or a missing value. No message repeats an argument, which may be a token.
 */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals: requests } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const { configuration = "", output, token, html, claims, api, "stage-arn": stageArn } = values;
  const given: Arguments = {
    isHelp: values.help,
    isMatrix: values.matrix,
    isJson: values.json,
    isVerify: values.verify,
    ...{ configuration, output, token, html, claims, api, stageArn, requests },
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
    return "--configuration is missing; --help lists all options";
  }
  if (isMatrix) {
    return claims.length === 0 || requests.length > 0
      ? "--matrix takes one or more --claims and no request"
      : isVerify || token !== undefined || stageArn !== undefined
        ? "--matrix can't be combined with --verify, --token or --stage-arn: it works from --claims only and covers all stages (--api chooses an API)"
        : undefined;
  }
  if (html !== undefined) {
    return "--html requires --matrix: it writes the matrix as a page";
  }
  if (claims.length > 1 || (claims.length === 1 && (token !== undefined || isVerify))) {
    return "give either one --claims or a token, and --verify only with a token: claims have no signature";
  }
  return stageArn !== undefined && !STAGE_ARN.test(stageArn)
    ? "--stage-arn must be arn:aws:execute-api:REGION:ACCOUNT:API/STAGE"
    : undefined;
}
