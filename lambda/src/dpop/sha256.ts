import { createHash } from "node:crypto";

/** The SHA-256 of a text in UTF-8, in base64url without padding, as in `ath` (RFC 9449 section 4.2). */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
