import { lowerCase, trimSpace } from "../protocol-text.js";

/** No server applies more, and each can multiply the work of the next. */
const MAX_CODINGS = 2;

/** Codings that don't change the content. `aws-chunked` belongs to an upload to S3, which keeps it as a header. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(["", "identity", "aws-chunked"]);

/**
 * The content codings of an answer (RFC 9110 section 8.4), in the order in which they were applied. The function asks for
 * none, but some servers always compress.
 *
 * @param header the value of `Content-Encoding`
 */
export function codingsIn(header = ""): readonly string[] {
  const names = header.split(",").map((name) => lowerCase(trimSpace(name)));
  return names.filter((name) => !WITHOUT_EFFECT.has(name));
}

/** The codings for the log: known names, and fixed words for any other name that the server sent. */
export function describeCodings(codings: readonly string[]): string {
  const names = codings.map((name) => (KNOWN.has(name) ? name : "an unknown content encoding"));
  return [...new Set(names)].join(", ");
}

const KNOWN: ReadonlySet<string> = new Set(["gzip", "x-gzip", "br", "deflate"]);

/**
 * Decodes content.
 *
 * @param codings in the order in which they were applied
 * @param maxBytes the largest result of each step
 * @returns undefined if a coding is unknown, the content does not have these codings, or the decoded content is too large
 */
export async function decodeContent(
  bytes: Buffer,
  codings: readonly string[],
  maxBytes: number,
): Promise<Buffer | undefined> {
  if (codings.length > MAX_CODINGS) {
    return undefined;
  }
  let decoded: Buffer | undefined = bytes;
  for (const coding of codings.toReversed()) {
    decoded = decoded && (await decode(decoded, coding, maxBytes));
  }
  return decoded;
}

/** The form of the functions of `node:zlib`. */
type Decoder = (
  bytes: Buffer,
  options: { readonly maxOutputLength: number },
  callback: (error: Error | null, result: Buffer) => void,
) => void;

async function decode(bytes: Buffer, coding: string, maxBytes: number): Promise<Buffer | undefined> {
  const zlib = process.getBuiltinModule("node:zlib");
  const options = { maxOutputLength: maxBytes };
  const run = (decoder: Decoder): Promise<Buffer | undefined> =>
    new Promise((resolve) => {
      decoder(bytes, options, (error, result) => resolve(error === null ? result : undefined));
    });
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return run(zlib.gunzip);
    case "br":
      return run(zlib.brotliDecompress);
    case "deflate":
      // Some servers leave out the zlib header (RFC 9110 section 8.4.1.2).
      return (await run(zlib.inflate)) ?? run(zlib.inflateRaw);
    default:
      return undefined;
  }
}
