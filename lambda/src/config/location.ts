import { createHash } from "node:crypto";
import { ConfigError } from "./configuration.js";
import { type Fault, readObject } from "./reader.js";

/** Where a configuration is that doesn't fit into the environment: an object of S3, named by what is in it. */
export interface ConfigurationLocation {
  readonly bucket: string;
  readonly key: string;
  /** Of the document, in lower-case hexadecimal: whoever can write to the bucket can't change what the function reads. */
  readonly sha256: string;
}

/** Reads an object of S3, of at most `maxBytes` bytes. */
export type ReadObject = (
  location: Pick<ConfigurationLocation, "bucket" | "key">,
  maxBytes: number,
  signal: AbortSignal,
) => Promise<Uint8Array>;

const MAX_DOCUMENT_BYTES = 1024 * 1024;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const KEY = /^[\w/.-]{1,512}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Tells a document that says where the configuration is from one that is the configuration.
 *
 * @param document the value of the environment variable `AUTHORIZER_CONFIG`
 * @returns undefined if it is the configuration, or nothing that can be read
 * @throws ConfigError if it is a location that can't be one
 */
export function parseLocation(document: string | undefined): ConfigurationLocation | undefined {
  if (document === undefined || !document.startsWith('{"configuration_s3":')) {
    return undefined;
  }
  const faults: Fault[] = [];
  const top = readObject(parsed(document), "", ["configuration_s3"], faults);
  const reader = top?.object("configuration_s3", ["bucket", "key", "sha256"]);
  const [bucket, key, sha256] = [
    reader?.string("bucket", BUCKET, "the name of a bucket"),
    reader?.string("key", KEY, "the key of an object"),
    reader?.string("sha256", SHA256, "a SHA-256 in hexadecimal"),
  ];
  if (faults.length > 0 || bucket === undefined || key === undefined || sha256 === undefined) {
    throw new ConfigError(faults);
  }
  return { bucket, key, sha256 };
}

/**
 * Fetches a configuration document, and compares it with what the environment says it is.
 *
 * @throws ConfigError if it is another one, or the reader's error
 */
export async function fetchDocument(
  location: ConfigurationLocation,
  readObject: ReadObject,
  signal: AbortSignal,
): Promise<string> {
  const bytes = await readObject(location, MAX_DOCUMENT_BYTES, signal);
  if (createHash("sha256").update(bytes).digest("hex") !== location.sha256) {
    throw new ConfigError([{ path: "configuration_s3.sha256", message: "is not that of the object" }]);
  }
  return Buffer.from(bytes).toString();
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw new ConfigError([{ path: "(top)", message: "is not JSON" }]);
  }
}
