/*
 * Whether a proof is for the URL of a request (RFC 9449 section 4.3, number 9). The URL consists of a configured base URL
 * and the path in the request's ARN. No header is read: a client chooses its `Host`.
 *
 * AWS does not document whether that path is as the client sent it, or decoded. Both sides are therefore brought into one
 * form in which every octet but the unreserved characters and the slash is percent-encoded, so that `@` equals `%40`,
 * and `?` in a decoded path equals `%3F`. A slash never equals `%2F`. A percent sign and two hexadecimal digits in the
 * ARN are taken for an encoded octet.
 */

/** RFC 3986, without a user name. The query and the fragment are ignored. */
const HTTPS_URL = /^https:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{0,5}))?(\/[^?#]*)?(?:[?#].*)?$/is;

/**
 * Brings a base URL into the form in which it is compared.
 *
 * @param url that matches the contract's pattern
 */
export function normalizedBaseUrl(url: string): string {
  const { origin, path } = partsOf(url) ?? { origin: "", path: "" };
  return `${origin}${path.replace(/\/$/, "")}`;
}

/**
 * Whether a URL is one of the base URLs with a path.
 *
 * @param htu the claim of the proof
 * @param baseUrls in normalized form
 * @param path of the request's ARN, with the slash at its beginning
 */
export function isTarget(htu: string, baseUrls: readonly string[], path: string): boolean {
  const parts = partsOf(htu);
  if (parts === undefined || !path.isWellFormed()) {
    return false;
  }
  const requested = normalizedPath(path);
  // Dot segments are removed only from the proof's URL, as its client's library may have done before it sent the request.
  // API Gateway routes those of the request as they are, so that a proof for /b must not serve for /a/../b.
  const targets = [parts.path, withoutDotSegments(parts.path)].map((target) => `${parts.origin}${target}`);
  return baseUrls.some((base) =>
    targets.some((target) => target === `${base}${requested}` || (requested === "/" && target === base)),
  );
}

interface UrlParts {
  /** In lower case, without the default port (RFC 3986 sections 6.2.2.1 and 6.2.3). */
  readonly origin: string;
  /** Begins with a slash. */
  readonly path: string;
}

function partsOf(url: string): UrlParts | undefined {
  const [match, host = "", port = "", path = "/"] = HTTPS_URL.exec(url) ?? [];
  if (match === undefined) {
    return undefined;
  }
  const isDefault = port === "" || Number(port) === 443;
  const origin = `https://${host.toLowerCase()}${isDefault ? "" : `:${Number(port)}`}`;
  return { origin, path: normalizedPath(path) };
}

const UNRESERVED = /^[A-Za-z0-9._~-]$/;
const PLAIN_PATH = /^[A-Za-z0-9._~/-]*$/;
const ENCODED_OR_OTHER = /%([0-9A-Fa-f]{2})|[^A-Za-z0-9._~/-]/gu;

/** RFC 3986 sections 6.2.2.1 and 6.2.2.2, with all reserved characters except the slash encoded. */
function normalizedPath(path: string): string {
  if (PLAIN_PATH.test(path)) {
    return path;
  }
  return path.replace(ENCODED_OR_OTHER, (text, hex: string | undefined) => {
    const character = hex === undefined ? "" : String.fromCharCode(Number.parseInt(hex, 16));
    if (UNRESERVED.test(character)) {
      return character;
    }
    return hex === undefined ? encoded(text) : text.toUpperCase();
  });
}

function encoded(character: string): string {
  const octets = [...Buffer.from(character)];
  return octets.map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** RFC 3986 section 5.2.4. */
function withoutDotSegments(path: string): string {
  if (!/\/\.\.?(?:\/|$)/.test(path)) {
    return path;
  }
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    if (segment === "..") {
      kept.pop();
    } else if (segment !== ".") {
      kept.push(segment);
    }
    if (index === segments.length - 1 && (segment === "." || segment === "..")) {
      kept.push("");
    }
  }
  return `/${kept.join("/")}`;
}
