import { readFile, writeFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { parseJsonObject } from "../src/json.js";
import { InputError } from "./input-error.js";
import type { NamedClaims } from "./matrix.js";

/** How to fix each argument that names a file. */
const FIXES = {
  "--configuration": "give the name of an existing, readable file",
  "--token": "give the name of a file that contains the token, or pipe the token to stdin",
  "--claims": `give a JSON object, such as {"scope":"orders:read"}, or the name of a file that contains one`,
};

/**
 * Reads the file that an argument names.
 *
 * @throws InputError if it can't be read. The message doesn't repeat the name, which may be a token in the wrong place.
 */
export async function readFileOf(argument: keyof typeof FIXES, file: string): Promise<string> {
  try {
    return await readFile(fromCallersFolder(file), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new InputError(`${argument} can't be read (${code}): ${FIXES[argument]}`);
  }
}

/**
 * Reads claims from JSON, or from a file, whose name becomes their name.
 *
 * @param name of claims that are given as JSON
 * @throws InputError if they aren't valid claims
 */
export async function readClaims(given: string, name: string): Promise<NamedClaims> {
  const [first = ""] = given.trimStart();
  if (first === "[" || first === '"') {
    throw new InputError(
      `--claims begins with ${first}, but claims are a JSON object: write {"scope":"orders:read"}, or put ./ in front of a file name`,
    );
  }
  const isText = first === "{";
  const claims = parseJsonObject(isText ? given : await readFileOf("--claims", given));
  if (claims === undefined) {
    throw new InputError("--claims must be a valid JSON object without duplicate names");
  }
  return { name: isText ? name : basename(given, extname(given)), claims };
}

/** @throws InputError if the page can't be written */
export async function writePage(file: string, html: string): Promise<void> {
  try {
    await writeFile(fromCallersFolder(file), html);
  } catch {
    throw new InputError("--html can't be written: its folder must exist and be writable");
  }
}

/** `npm run` changes to the package's folder, and sets INIT_CWD to the folder it was called from. */
function fromCallersFolder(file: string): string {
  return resolve(process.env["INIT_CWD"] ?? "", file);
}
