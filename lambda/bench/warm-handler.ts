import { verify } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import path from "node:path";
import { createTemporaryDirectory } from "../../tests/support/temporary-directory.ts";
import { readBundle } from "../test/support/bundle.ts";
import { validDocument } from "../test/support/configuration.ts";
import { bearer, EVENT_OF } from "../test/support/events.ts";
import { createSigningKey, jwks, type SigningKey } from "../test/support/keys.ts";
import { answering, createIdentity, serveTls } from "../test/support/tls-server.ts";
import { mintToken } from "../test/support/tokens.ts";

/**
 * `npm run bench`: what a decision of the committed bundle costs beside the signature check it can't do without.
 * Every token is new; raw checks and decisions alternate in one process, so that both meet the same machine.
 */
const TOKENS = 2000;
const ROUNDS = 15;

type Handler = (event: unknown) => Promise<unknown>;

const key = createSigningKey("RS256");
const identity = await createIdentity();
const server = await serveTls(identity, answering(jwks(key)));
try {
  const handler = await loadBundle({
    jwks_url: `${server.url}/jwks`,
    ca_certificates_pem: identity.caCertificatesPem,
  });
  const tokens = Array.from({ length: TOKENS }, (_, number) => mintCurrentToken(key, number));
  const signatures = tokens.map(signedParts);
  const events = tokens.map((token) => EVENT_OF["HTTP 2.0"](bearer(token)));

  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const raw = await microseconds(() => {
      for (const { data, signature } of signatures) {
        verify("sha256", data, key.publicKey, signature);
      }
    });
    const warm = await microseconds(async () => {
      for (const event of events) {
        await handler(event);
      }
    });
    rounds.push({ raw, warm, ratio: warm / raw });
  }
  report(rounds.slice(ROUNDS / 3));
} finally {
  await server.close();
}

async function loadBundle(issuer: Record<string, unknown>): Promise<Handler> {
  const directory = createTemporaryDirectory("bench");
  const file = path.join(directory.path, "index.js");
  await writeFile(file, (await readBundle())["index.js"] ?? "");
  process.env["AUTHORIZER_CONFIG"] = JSON.stringify(validDocument({ issuer }));
  const { handler } = createRequire(import.meta.url)(file) as { handler: Handler };
  await rm(file);
  return handler;
}

function mintCurrentToken(signingKey: SigningKey, number: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: `user-${number}`,
    scope: "orders:read orders:write",
    client_id: "app",
    jti: `${number}`,
  };
  return mintToken(signingKey, { claims: { ...claims, iat: now, exp: now + 3600 } });
}

function signedParts(token: string): { data: Buffer; signature: Buffer } {
  const end = token.lastIndexOf(".");
  return {
    data: Buffer.from(token.slice(0, end)),
    signature: Buffer.from(token.slice(end + 1), "base64url"),
  };
}

/** Microseconds a token. */
async function microseconds(work: () => void | Promise<void>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1000 / TOKENS;
}

function report(rounds: readonly { raw: number; warm: number; ratio: number }[]): void {
  const spread = (values: readonly number[]): string => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
    return `${at(0.5)} (${at(0)} to ${at(1)})`;
  };
  console.log(`RS256, ${TOKENS} distinct tokens, ${rounds.length} rounds, median (least to most)`);
  console.log(`Node.js ${process.versions.node}, ${cpus()[0]?.model ?? "unknown CPU"}`);
  console.log(`crypto.verify alone, µs      ${spread(rounds.map(({ raw }) => raw))}`);
  console.log(`warm handler, µs             ${spread(rounds.map(({ warm }) => warm))}`);
  console.log(`ratio                        ${spread(rounds.map(({ ratio }) => ratio))}   target: at most 2`);
}
