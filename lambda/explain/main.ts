#!/usr/bin/env node
import { text as readAll } from "node:stream/consumers";
import type { Configuration } from "../src/config/configuration.js";
import { type Arguments, readArguments, USAGE } from "./arguments.js";
import { readConfigurationText } from "./configuration-text.js";
import { type ExplainedApi, findExplainedApi } from "./explained-api.js";
import { explain } from "./explanation.js";
import { readClaims, readFileOf, writePage } from "./files.js";
import { InputError } from "./input-error.js";
import { createMatrix } from "./matrix.js";
import { matrixHtml } from "./matrix-html.js";
import { explanationTable, matrixTable, visibleJson } from "./table.js";
import { NO_TOKEN, type ReadToken, readToken } from "./token-explanation.js";
import { verifyToken } from "./verify-token.js";

async function main(args: readonly string[]): Promise<string> {
  const given = readArguments(args);
  if (given.isHelp) {
    return USAGE;
  }
  const text = await readFileOf("--configuration", given.configuration);
  const configuration = readConfigurationText(text, given.output);
  const api = findExplainedApi(configuration, given.api, given.stageArn);
  return (given.isMatrix ? matrixText : explanationText)(configuration, given, api);
}

async function matrixText(
  configuration: Configuration,
  given: Arguments,
  api: ExplainedApi,
): Promise<string> {
  const tokens = given.claims.map((each, index) => readClaims(each, `claims ${index + 1}`));
  const matrix = createMatrix(configuration, await Promise.all(tokens), api);
  if (given.html !== undefined) {
    await writePage(given.html, matrixHtml(matrix));
  }
  return given.isJson ? visibleJson(matrix) : matrixTable(matrix);
}

async function explanationText(
  configuration: Configuration,
  given: Arguments,
  api: ExplainedApi,
): Promise<string> {
  const { claims, token, notes } = await readSubject(configuration, given, api);
  const options = { api, notes };
  const explanation = explain(configuration, claims, token, given.requests, options);
  return given.isJson ? visibleJson(explanation) : explanationTable(explanation);
}

async function readSubject(
  configuration: Configuration,
  { claims: [claims], token, isVerify }: Arguments,
  { settings: api }: ExplainedApi,
): Promise<Pick<ReadToken, "claims" | "token" | "notes">> {
  if (claims !== undefined) {
    return { claims: (await readClaims(claims, "claims")).claims, token: NO_TOKEN, notes: [] };
  }
  const fromStdin = token === undefined || token === "-";
  const text = fromStdin ? await readAll(process.stdin) : await readFileOf("--token", token);
  if (fromStdin && text.trim() === "") {
    throw new InputError("stdin contains no token: pipe one in, or use --token FILE or --claims JSON");
  }
  const read = readToken(text, configuration, Date.now(), api);
  return isVerify ? verifyToken(text, read, configuration, api) : read;
}

try {
  console.log(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof InputError || isUsageError(error))) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 2;
}

/** Thrown by `parseArgs` for an unknown option or a missing value. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}
