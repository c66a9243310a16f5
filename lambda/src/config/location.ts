import { createHash } from "node:crypto";
import { text } from "../object-reader.js";
import { ConfigError, MAX_DOCUMENT_BYTES, readDocumentText } from "./configuration.js";
import { CONTRACT } from "./contract.js";

/** The S3 object that holds a configuration which doesn't fit into the environment. */
export interface ConfigurationLocation {
  readonly bucket: string;
  readonly key: string;
  /** Of the document, in lower-case hexadecimal: write access to the bucket is not enough to change the configuration. */
  readonly sha256: string;
}

/** Reads an S3 object of at most `maxBytes` bytes. */
export type ReadObject = (
  location: Pick<ConfigurationLocation, "bucket" | "key">,
  maxBytes: number,
  signal: AbortSignal,
) => Promise<Uint8Array>;

const BUCKET = text(CONTRACT.patterns.bucket, CONTRACT.sentences.bucket);
const KEY = text("^[A-Za-z0-9_/.-]{1,512}$", "an object key of 1 to 512 letters, digits and _ / . -");
const SHA256 = text("^[0-9a-f]{64}$", "a SHA-256 in lower-case hexadecimal");

/**
 * Reads where the configuration is, if the document in the environment is not the configuration itself.
 *
 * @param document the value of the environment variable `AUTHORIZER_CONFIG`
 * @returns undefined if it is the configuration, or can't be read at all
 * @throws ConfigError if it is an invalid location
 */
export function parseLocation(document: string | undefined): ConfigurationLocation | undefined {
  if (!document?.startsWith('{"configuration_s3":')) {
    return undefined;
  }
  return readDocumentText(document, ["configuration_s3"], (top) => {
    const reader = top.object("configuration_s3", ["bucket", "key", "sha256"]);
    return {
      bucket: reader.required("bucket", BUCKET),
      key: reader.required("key", KEY),
      sha256: reader.required("sha256", SHA256),
    };
  });
}

/**
 * Fetches a configuration document and compares it with the hash in the environment.
 *
 * @throws ConfigError if the hash differs, or the error of `readObject`
 */
export async function fetchDocument(
  location: ConfigurationLocation,
  readObject: ReadObject,
  signal: AbortSignal,
): Promise<string> {
  const bytes = await readObject(location, MAX_DOCUMENT_BYTES, signal);
  if (sha256Of(bytes) !== location.sha256) {
    throw new ConfigError([
      { path: "configuration_s3.sha256", message: "does not match the S3 object: apply the module again" },
    ]);
  }
  return Buffer.from(bytes).toString();
}

/** The SHA-256 of a configuration document, in lower-case hexadecimal, as Terraform computes it. */
export function sha256Of(document: string | Uint8Array): string {
  return createHash("sha256").update(document).digest("hex");
}
