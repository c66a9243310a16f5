import { isUtf8 } from "node:buffer";
import type { Socket } from "node:net";
import { type JsonObject, parseJsonObject } from "../json.js";
import { lowerCase, trimSpace } from "../protocol-text.js";
import { codingsIn, decodeContent, describeCodings } from "./content-encoding.js";
import { FetchError, reasonOf } from "./fetch-error.js";
import { openTunnel } from "./proxy-tunnel.js";

export { FetchError } from "./fetch-error.js";

/** How to fetch a document. */
export interface FetchOptions {
  /** PEM certificates that replace the public roots for this fetch, or undefined for the public roots. */
  readonly ca: string | undefined;
  /** Ends the fetch, including name resolution and TLS handshake. */
  readonly signal: AbortSignal;
  /** Whether no request needs the document yet: then answers that are ready are sent first. */
  readonly isAhead?: boolean;
  /** `http://host:port` of a proxy, or undefined to connect directly. */
  readonly proxyUrl?: string | undefined;
}

/** What a fetch brought. */
export interface FetchedJson {
  readonly document: JsonObject;
  /** `max-age` in `Cache-Control` (RFC 9111 section 5.2.2.1), in seconds; 0 for `no-store` and `no-cache`. */
  readonly maxAgeSeconds?: number | undefined;
}

/** Fetches one JSON object. Rejects with a {@link FetchError}. */
export type FetchJson = (url: string, options: FetchOptions) => Promise<FetchedJson>;

/** RFC 7517 section 8.5.1, OpenID Connect Discovery. Some servers answer 406 unless their own media type is accepted. */
const ACCEPT = "application/json, application/jwk-set+json, */*;q=0.1";

/** A key set of a hundred RSA keys with certificate chains is smaller. */
const MAX_BODY_BYTES = 512 * 1024;

/**
 * Fetches a JSON object over https: only status 200, no redirects, a bounded body, TLS always verified.
 *
 * Each fetch opens a new connection: Lambda freezes the process between invocations, and an idle connection could be
 * dead without notice. It uses `node:https` instead of `fetch`, which adds 28 ms to a cold start, and loads it only when
 * it is needed, because that takes 6 ms.
 */
export const fetchJson: FetchJson = async (url, options) => {
  if (options.isAhead) {
    await answersSent();
  }
  if (!URL.canParse(url)) {
    throw new FetchError("the URL is not valid");
  }
  return options.proxyUrl === undefined
    ? fetchNow(url, options)
    : fetchThrough(options.proxyUrl, url, options);
};

async function fetchThrough(proxyUrl: string, url: string, options: FetchOptions): Promise<FetchedJson> {
  const tunnel = await openTunnel(proxyUrl, url, options.signal);
  try {
    return await fetchNow(url, options, tunnel);
  } finally {
    tunnel.destroy();
  }
}

/** The runtime sends an answer one turn of the event loop after it has it. */
function answersSent(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

/** @param socket a connection to the server, or undefined to open one */
const fetchNow = (url: string, { ca, signal }: FetchOptions, socket?: Socket): Promise<FetchedJson> =>
  new Promise((resolve, reject) => {
    const https = process.getBuiltinModule("node:https");
    const fail = (reason: string): void => {
      request.destroy();
      reject(new FetchError(reason));
    };
    const request = https.request(
      url,
      {
        agent: false,
        // Explicit, because the environment variable NODE_TLS_REJECT_UNAUTHORIZED would change the default.
        rejectUnauthorized: true,
        headers: { accept: ACCEPT, "user-agent": "terraform-aws-jwt-authorizer" },
        signal,
        ...(ca === undefined ? {} : { ca }),
        ...(socket === undefined ? {} : { socket }),
      },
      (response) => {
        if (response.statusCode !== 200) {
          fail(`status ${response.statusCode}`);
          return;
        }
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length > MAX_BODY_BYTES) {
            fail("body too large");
          } else {
            chunks.push(chunk);
          }
        });
        response.on("error", (error) => fail(reasonOf(error, signal)));
        response.on("end", async () => {
          try {
            const bytes = Buffer.concat(chunks);
            const codings = codingsIn(response.headers["content-encoding"]);
            // Some servers name a coding that they did not apply, such as `utf-8`: then the bytes are the document.
            const document =
              parseBody(bytes) ?? parseBody(await decodeContent(bytes, codings, MAX_BODY_BYTES));
            if (document === undefined) {
              const named =
                codings.length === 0 ? "" : `, neither as it is nor as ${describeCodings(codings)}`;
              fail(`body is not a valid JSON object${named}`);
            } else {
              resolve({ document, maxAgeSeconds: maxAgeOf(response.headers["cache-control"]) });
            }
          } catch {
            fail("body cannot be read");
          }
        });
      },
    );
    // The listener stays for the socket's whole life: an error after the answer must not end the process.
    request.on("error", (error) => fail(reasonOf(error, signal)));
    // Node does not report an abort after the server has switched protocols (status 101).
    signal.addEventListener("abort", () => fail("deadline exceeded"), { once: true });
    request.end();
  });

/** @returns undefined unless it is a JSON object in UTF-8, with or without a byte order mark */
function parseBody(bytes: Buffer | undefined): JsonObject | undefined {
  const text = bytes !== undefined && isUtf8(bytes) ? bytes.toString() : "";
  return parseJsonObject(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
}

/** RFC 8259 section 8.1 lets a parser ignore it, and some servers send it. */
const BYTE_ORDER_MARK = "\ufeff";

/** The value can only shorten a TTL, so an unreadable one is ignored. */
function maxAgeOf(cacheControl: string | undefined): number | undefined {
  const directives = (cacheControl ?? "").split(",", MAX_DIRECTIVES);
  const named = directives.map((directive) => lowerCase(trimSpace(directive)));
  if (named.includes("no-store") || named.includes("no-cache")) {
    return 0;
  }
  const ages = named.map((directive) => /^max-age="?([0-9]{1,9})"?$/.exec(directive)?.[1]);
  const age = ages.find((value) => value !== undefined);
  return age === undefined ? undefined : Number(age);
}

const MAX_DIRECTIVES = 20;
