import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTarget, normalizedBaseUrl } from "../../src/dpop/target-uri.ts";

const BASES = ["https://api.example.com/v1", "https://abc.execute-api.eu-central-1.amazonaws.com/prod"];
const isTargetOf = (htu: string, path: string, bases: readonly string[] = BASES): boolean =>
  isTarget(htu, bases.map(normalizedBaseUrl), path);

describe("a proof is for a request", () => {
  test.each<[string, string, string]>([
    ["with the same URL", "https://api.example.com/v1/orders", "/orders"],
    ["with another base URL", "https://abc.execute-api.eu-central-1.amazonaws.com/prod/orders", "/orders"],
    ["whatever its query is", "https://api.example.com/v1/orders?a=/b#c", "/orders"],
    ["whatever its fragment is", "https://api.example.com/v1/orders#?/b\n", "/orders"],
    ["with scheme and host in other case", "HTTPS://API.Example.COM/v1/orders", "/orders"],
    ["with the default port", "https://api.example.com:443/v1/orders", "/orders"],
    ["with an empty port", "https://api.example.com:/v1/orders", "/orders"],
    ["with the root", "https://api.example.com/v1/", "/"],
    ["with the root without its slash", "https://api.example.com/v1", "/"],
    ["with a trailing slash", "https://api.example.com/v1/orders/", "/orders/"],
    ["with a double slash", "https://api.example.com/v1//orders", "//orders"],
    ["with encoded unreserved characters", "https://api.example.com/v1/%6Frders%2d%7E", "/orders-~"],
    ["with lower-case hexadecimal digits", "https://api.example.com/v1/a%c3%a9", "/a%C3%A9"],
    ["with dot segments that its client removed", "https://api.example.com/v1/a/../b/./c", "/b/c"],
    ["with dot segments at the end", "https://api.example.com/v1/a/b/..", "/a/"],
    ["with dot segments that both have", "https://api.example.com/v1/a/../b", "/a/../b"],
    // The next ones show the path in the ARN as the client sent it, and decoded.
    ["with an encoded space, raw", "https://api.example.com/v1/a%20b", "/a%20b"],
    ["with an encoded space, decoded", "https://api.example.com/v1/a%20b", "/a b"],
    ["with an encoded letter, decoded", "https://api.example.com/v1/%C3%A9%F0%9F%98%80", "/é😀"],
    ["with an encoded at sign, raw", "https://api.example.com/v1/a%40b", "/a%40b"],
    ["with an encoded at sign, decoded", "https://api.example.com/v1/a%40b", "/a@b"],
    ["with an encoded question mark, raw", "https://api.example.com/v1/a%3Fb", "/a%3Fb"],
    ["with an encoded question mark, decoded", "https://api.example.com/v1/a%3Fb", "/a?b"],
    ["with an encoded number sign, decoded", "https://api.example.com/v1/a%23b", "/a#b"],
    ["with an encoded slash, raw", "https://api.example.com/v1/a%2Fb", "/a%2fb"],
    ["with an encoded percent sign, raw", "https://api.example.com/v1/100%25", "/100%25"],
    ["with an encoded percent sign, decoded", "https://api.example.com/v1/100%25", "/100%"],
  ])("%s", (_title, htu, path) => {
    expect(isTargetOf(htu, path)).toBe(true);
  });

  test.each<[string, string, string]>([
    ["with another path", "https://api.example.com/v1/orders", "/order"],
    ["with a path below", "https://api.example.com/v1/orders", "/orders/1"],
    ["with a path above", "https://api.example.com/v1/orders/1", "/orders"],
    ["with the root", "https://api.example.com/v1/", "/orders"],
    ["with the root without its slash", "https://api.example.com/v1", "/orders"],
    ["with a trailing slash more", "https://api.example.com/v1/orders", "/orders/"],
    ["with the path in other case", "https://api.example.com/v1/Orders", "/orders"],
    ["with a slash for an encoded one", "https://api.example.com/v1/a%2Fb", "/a/b"],
    ["with an encoded slash for a slash", "https://api.example.com/v1/a/b", "/a%2Fb"],
    ["with a slash that is encoded twice", "https://api.example.com/v1/a%252Fb", "/a%2Fb"],
    ["with an encoded backslash for a slash", "https://api.example.com/v1/a%5Cb", "/a/b"],
    ["with a backslash for a slash", "https://api.example.com/v1/a\\b", "/a/b"],
    ["with a query that is part of its path", "https://api.example.com/v1/a?b", "/a?b"],
    ["whose path a question mark would cut", "https://api.example.com/v1/a", "/a?b"],
    ["whose path a number sign would cut", "https://api.example.com/v1/a", "/a#b"],
    ["with dot segments that only the request has", "https://api.example.com/v1/b", "/a/../b"],
    ["with encoded dot segments that only the request has", "https://api.example.com/v1/b", "/a/%2e%2e/b"],
    ["without the base path", "https://api.example.com/orders", "/orders"],
    ["above the base path by dot segments", "https://api.example.com/v1/../orders", "/orders"],
    ["with another host", "https://attacker.example.net/v1/orders", "/orders"],
    ["with a host below", "https://a.api.example.com/v1/orders", "/orders"],
    ["with another port", "https://api.example.com:8443/v1/orders", "/orders"],
    ["over http", "http://api.example.com/v1/orders", "/orders"],
    ["with a user name", "https://a@api.example.com/v1/orders", "/orders"],
    ["with the host as a user name", "https://api.example.com@attacker.example.net/v1/orders", "/orders"],
    ["with a backslash before the path", "https://api.example.com\\v1/orders", "/orders"],
    ["with a space in front", " https://api.example.com/v1/orders", "/orders"],
    ["with a tab in the host", "https://api.exam\tple.com/v1/orders", "/orders"],
    ["with a letter that lower case makes equal", "https://api.example.com/v1/\u212aey", "/key"],
    ["that is relative", "/v1/orders", "/orders"],
    ["that is empty", "", "/orders"],
    ["whose path is no Unicode", "https://api.example.com/v1/%EF%BF%BD", "/\ud800"],
  ])("not %s", (_title, htu, path) => {
    expect(isTargetOf(htu, path)).toBe(false);
  });

  test("with a base URL that has its own port and a trailing slash", () => {
    expect(
      isTargetOf("https://api.example.com:8443/orders", "/orders", ["https://API.example.com:8443/"]),
    ).toBe(true);
    expect(isTargetOf("https://api.example.com:8443", "/", ["https://api.example.com:8443/"])).toBe(true);
  });
});

/** Path segments as a client sends them: every octet but a slash, encoded where it must or may be. */
const octet = fc.integer({ min: 0, max: 127 }).filter((code) => code !== 0x2f);
const segment = fc.array(fc.tuple(octet, fc.boolean()), { minLength: 1, maxLength: 6 }).map((octets) =>
  octets
    .map(([code, isEncoded]) => {
      const character = String.fromCharCode(code);
      const mayStand = /[A-Za-z0-9_~!$&'()*+,;=:@-]/.test(character);
      return mayStand && !isEncoded ? character : `%${code.toString(16).padStart(2, "0")}`;
    })
    .join(""),
);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);

test("a client's URL matches the path that it sends, raw or decoded, unless a decoded path is ambiguous", () => {
  fc.assert(
    fc.property(path, (sent) => {
      expect(isTargetOf(`${BASES[0]}${sent}`, sent)).toBe(true);
      const decoded = decodeURIComponent(sent);
      const hasDots = /(^|\/)\.\.?(\/|$)/.test(decoded);
      if (!/%[0-9a-f]{2}/i.test(decoded) && !hasDots) {
        expect(isTargetOf(`${BASES[0]}${sent}`, decoded)).toBe(true);
      }
    }),
  );
});

test("two raw paths that decode to different octets, or have their slashes in other places, never match", () => {
  const meaning = (raw: string) =>
    raw.split("/").map((part) => Buffer.from(unescapePath(part)).toString("hex"));
  fc.assert(
    fc.property(path, path, (asked, proved) => {
      const isEqual = JSON.stringify(meaning(asked)) === JSON.stringify(meaning(proved));
      const hasDots = /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(proved);
      if (!hasDots) {
        expect(isTargetOf(`${BASES[0]}${proved}`, asked)).toBe(isEqual);
      }
    }),
  );
});

function unescapePath(part: string): string {
  return part.replace(/%([0-9a-f]{2})/gi, (_text, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

test("takes no time that grows with the square of the length", () => {
  const begun = process.cpuUsage();
  for (const part of ["/..", "%2e/", "/.", "%", "é", "?", ":443"]) {
    isTargetOf(`https://api.example.com${part.repeat(2000)}`, part.repeat(2000));
  }
  expect(process.cpuUsage(begun).user).toBeLessThan(500_000);
});
