import { readFile, writeFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { parseJsonObject } from "../src/json.js";
import { InputError } from "./input-error.js";
import type { NamedClaims } from "./matrix.js";

/** How each argument is given that names a file. */
const MENDED = {
  "--configuration": "give the name of a file that is there and that you may read",
  "--token": "a token is given by its file or on stdin, never itself",
  "--claims": `give them as a JSON object, such as {"scope":"orders:read"}, or the name of a file that holds one`,
};

/**
 * Reads the file that an argument names.
 *
 * @throws InputError if it can't; the name is not repeated, for it may be a token in the wrong place
 */
export async function readFileOf(argument: keyof typeof MENDED, file: string): Promise<string> {
  try {
    return await readFile(fromCallersFolder(file), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new InputError(`${argument} can't be read (${code}): ${MENDED[argument]}`);
  }
}

/**
 * Reads claims that were given as JSON, or in a file, after which they are then named.
 *
 * @param name of those that are given as JSON
 * @throws InputError if they are none
 */
export async function readClaims(given: string, name: string): Promise<NamedClaims> {
  const [first = ""] = given.trimStart();
  if (first === "[" || first === '"') {
    throw new InputError(
      `--claims begins with ${first}, and the claims of a token are one JSON object: write {"scope":"orders:read"}, or ./ in front of the name of a file`,
    );
  }
  const isText = first === "{";
  const claims = parseJsonObject(isText ? given : await readFileOf("--claims", given));
  if (claims === undefined) {
    throw new InputError("--claims must be a JSON object that a token could hold, each name once");
  }
  return { name: isText ? name : basename(given, extname(given)), claims };
}

/** @throws InputError if the page can't be written */
export async function writePage(file: string, html: string): Promise<void> {
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
