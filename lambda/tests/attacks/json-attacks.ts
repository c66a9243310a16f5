import { base64url, signParts, signRaw } from "../support/tokens.ts";
import { type Attack, claimsOf, headerOf, tokenOf, type Victim } from "./attack.ts";

const headerText = (victim: Victim): string => JSON.stringify(headerOf(victim.keys.ec));
const claimsText = (victim: Victim): string => JSON.stringify(claimsOf(victim));
const withMember = (text: string, member: string): string => `${text.slice(0, -1)},${member}}`;

const malformed = (name: string, source: string, token: (victim: Victim) => string): Attack => ({
  name,
  source,
  reason: "token_malformed",
  token,
});

/** HTTP APIs join several values with commas, so a value with a comma may be several values. */
const ambiguous = (name: string, source: string, token: (victim: Victim) => string): Attack => ({
  ...malformed(name, source, token),
  reason: "token_ambiguous",
});

/** A token with this payload and a valid signature. */
const payload = (name: string, textOf: (text: string) => string | Uint8Array): Attack =>
  malformed(`a payload ${name}`, "RFC 8725 section 3.7, RFC 7493", (victim) =>
    signRaw(victim.keys.ec, headerText(victim), textOf(claimsText(victim))),
  );

/** A token with this header and a valid signature. */
const header = (name: string, textOf: (text: string) => string | Uint8Array): Attack =>
  malformed(`a header ${name}`, "RFC 7515 section 4, RFC 7493", (victim) =>
    signRaw(victim.keys.ec, textOf(headerText(victim)), claimsText(victim)),
  );

/** Attacks on the JSON of a token. All are signed with the issuer's own key. */
export const jsonAttacks: readonly Attack[] = [
  header("with alg twice", (text) => withMember(text, '"alg":"none"')),
  header("with alg twice, once escaped", (text) => withMember(text, '"\\u0061lg":"ES256"')),
  header("with kid twice", (text) => withMember(text, '"kid":"ec-1"')),
  header("with __proto__", (text) => withMember(text, '"__proto__":{"alg":"none"}')),
  header("with crit", (text) => withMember(text, '"crit":["exp"],"exp":1')),
  header("with an empty crit", (text) => withMember(text, '"crit":[]')),
  header("with b64", (text) => withMember(text, '"b64":false,"crit":["b64"]')),
  header("with b64 that crit does not list", (text) => withMember(text, '"b64":true')),
  payload("with sub twice", (text) => withMember(text, '"sub":"admin"')),
  payload("with exp twice, once escaped", (text) => withMember(text, '"e\\u0078p":9999999999')),
  payload("with a duplicate member in a nested claim", (text) => withMember(text, '"a":[{"b":1,"b":2}]')),
  payload("with __proto__", (text) => withMember(text, '"__proto__":{"sub":"admin"}')),
  payload("with __proto__ escaped", (text) => withMember(text, '"\\u005f_proto__":{}')),
  payload("with a NUL in a value", (text) => withMember(text, '"x":"admin\\u0000"')),
  payload("with a lone surrogate", (text) => withMember(text, '"x":"\\ud800"')),
  payload("with a number that overflows to infinity", (text) => withMember(text, '"x":1e999')),
  payload("nested 33 levels deep", (text) => withMember(text, `"x":${"[".repeat(32)}${"]".repeat(32)}`)),
  payload("with trailing text", (text) => `${text}{}`),
  payload("with a trailing NUL", (text) => `${text}\0`),
  payload("with a byte order mark", (text) => `\ufeff${text}`),
  payload("with a comment", (text) => `/**/${text}`),
  payload("with a trailing comma", (text) => `${text.slice(0, -1)},}`),
  payload("in single quotes", (text) => text.replaceAll('"', "'")),
  payload("in UTF-16", (text) => Buffer.from(text, "utf16le")),
  payload("with a byte that is not UTF-8", (text) => Buffer.from(withMember(text, '"x":"\xff"'), "latin1")),
  payload("with an overlong UTF-8 encoding", (text) =>
    Buffer.from(withMember(text, '"x":"\xc0\xaf"'), "latin1"),
  ),
  payload("that is an array", (text) => `[${text}]`),
  payload("that is a string", (text) => JSON.stringify(text)),
  payload("that is null", () => "null"),
  payload("that is another token", () => "e30.e30.AA"),
  malformed("the base64 alphabet with + and /", "RFC 7515 section 2", ({ keys }) =>
    signParts(keys.ec, "e30+", "e30/"),
  ),
  malformed("a header with padding", "RFC 7515 section 2", (victim) =>
    signParts(victim.keys.ec, `${base64url(headerText(victim))}==`, base64url(claimsText(victim))),
  ),
  malformed("a payload with a line feed", "RFC 7515 section 2", (victim) =>
    signParts(victim.keys.ec, base64url(headerText(victim)), `${base64url(claimsText(victim))}\n`),
  ),
  malformed("a signature with unused bits that are not zero", "RFC 4648 section 3.5", (victim) => {
    const token = tokenOf(victim, victim.keys.ec);
    // 64 bytes leave four unused bits in the last character, which is therefore A, Q, g or w.
    return token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
  }),
  malformed("an encrypted token of five parts", "RFC 7516 section 3.1", () => "e30.e30.e30.e30.e30"),
  ambiguous("a token in JSON serialization", "RFC 7515 section 7.2, CVE-2024-33663", (victim) => {
    const [protectedHeader, payloadPart, signature] = tokenOf(victim, victim.keys.ec).split(".");
    return JSON.stringify({ protected: protectedHeader, payload: payloadPart, signature });
  }),
  ambiguous("two tokens", "RFC 6750 section 2.1", (victim) => {
    const token = tokenOf(victim, victim.keys.ec);
    return `${token},${token}`;
  }),
];
