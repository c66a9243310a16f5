#!/usr/bin/env node
import { readFile, writeFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { ConfigError } from "../src/config/configuration.js";
import { type JsonObject, parseJsonObject } from "../src/json.js";
import { readConfigurationText } from "./configuration-text.js";
import { explain } from "./explanation.js";
import { InputError } from "./input-error.js";
import { createMatrix } from "./matrix.js";
import { matrixHtml } from "./matrix-html.js";
import { explanationTable, matrixTable, visibleJson } from "./table.js";
import { NO_TOKEN, type ReadToken, readToken, verifyToken } from "./token-explanation.js";

const USAGE = `Explains what a token may call, and why, by the rules of a deployed authorizer.

  explain --configuration FILE [--token FILE | --claims JSON] [REQUEST ...]
  explain --configuration FILE --matrix --claims FILE ... [--html FILE]

  REQUEST                "METHOD /path" as the client writes it, without stage and query, or '$connect'
  --configuration FILE   the module's output configuration, or all that "terraform output -json" printed
  --output NAME          which output it is, where several could be
  --token FILE           a token, with or without Bearer; without --token and --claims it is read from stdin
  --claims JSON          a token's claims, as JSON or the name of a file that holds it; with --matrix several times
  --verify               check the token's signature too, with the issuer's keys, which are fetched
  --stage-arn ARN        stage whose policy is shown: arn:aws:execute-api:REGION:ACCOUNT:API/STAGE
  --json                 for programs
  --matrix               every path and method of the rules, against each of the claims
  --html FILE            writes the matrix as a page, too

Without --verify no signature is checked, and what is printed is what a token with these claims would get.
Ends with 0 when it could answer, whatever the answer, and with 2 when it couldn't.`;

const OPTIONS = {
  configuration: { type: "string" },
  output: { type: "string" },
  token: { type: "string" },
  claims: { type: "string", multiple: true },
  verify: { type: "boolean", default: false },
  "stage-arn": { type: "string" },
  json: { type: "boolean", default: false },
  matrix: { type: "boolean", default: false },
  html: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const STAGE_ARN =
  /^arn:[a-z0-9-]+:execute-api:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9]+\/(\$default|[A-Za-z0-9_-]+)$/;

async function main(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) {
    return USAGE;
  }
  if (values.configuration === undefined) {
    throw new InputError("--configuration is missing; --help shows what there is");
  }
  const configuration = readConfigurationText(await contentOf(values.configuration), values.output);
  const claims = values.claims ?? [];
  if (values.matrix) {
    if (claims.length === 0 || positionals.length > 0) {
      throw new InputError("--matrix takes one or more --claims, and no request");
    }
    const matrix = createMatrix(
      configuration,
      await Promise.all(claims.map((given, index) => namedClaims(given, `claims ${index + 1}`))),
    );
    if (values.html !== undefined) {
      await writePage(values.html, matrixHtml(matrix));
    }
    return values.json ? visibleJson(matrix) : matrixTable(matrix);
  }
  if (claims.length > 1 || (claims.length === 1 && (values.token !== undefined || values.verify))) {
    throw new InputError("give --claims once, or a token: only a token has a signature to --verify");
  }
  const stageArn = values["stage-arn"];
  if (stageArn !== undefined && !STAGE_ARN.test(stageArn)) {
    throw new InputError("--stage-arn must be arn:aws:execute-api:REGION:ACCOUNT:API/STAGE");
  }
  const { claims: claimsOfToken, token } = await readSubject();
  const explanation = explain(configuration, claimsOfToken, token, positionals, stageArn);
  return values.json ? visibleJson(explanation) : explanationTable(explanation);

  async function readSubject(): Promise<ReadToken> {
    const [given] = claims;
    if (given !== undefined) {
      return { claims: (await namedClaims(given, "claims")).claims, token: NO_TOKEN };
    }
    const fromStdin = values.token === undefined || values.token === "-";
    const text = fromStdin ? await readAll(process.stdin) : await contentOf(values.token ?? "");
    const read = readToken(text, configuration, Date.now());
    return values.verify
      ? { ...read, token: await verifyToken(text, read, configuration, (line) => console.error(line)) }
      : read;
  }
}

/** A file's text; the name of a file that isn't there may be a token, and is not repeated. */
async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(fromCallersFolder(file), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new InputError(
      `a file can't be read (${code}): a token is given by its file or on stdin, never itself`,
    );
  }
}

async function writePage(file: string, html: string): Promise<void> {
  try {
    await writeFile(fromCallersFolder(file), html);
  } catch {
    throw new InputError("--html can't be written: its folder must exist, and be yours to write to");
  }
}

/** `npm run` changes to the folder of the package, and says from where it was called. */
function fromCallersFolder(file: string): string {
  return resolve(process.env["INIT_CWD"] ?? "", file);
}

async function namedClaims(given: string, name: string): Promise<{ name: string; claims: JsonObject }> {
  const isText = given.trimStart().startsWith("{");
  const claims = parseJsonObject(isText ? given : await contentOf(given));
  if (claims === undefined) {
    throw new InputError("--claims must be a JSON object that a token could hold, each name once");
  }
  return { name: isText ? name : basename(given, extname(given)), claims };
}

try {
  console.log(await main(process.argv.slice(2)));
} catch (error) {
  const isUsers = error instanceof InputError || error instanceof ConfigError || isUsageError(error);
  if (!isUsers) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 2;
}

/** Of `parseArgs`: an option that doesn't exist, or has no value. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}
