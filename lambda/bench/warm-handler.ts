import { verify } from "node:crypto";
import Table from "cli-table3";
import { prepareBundle } from "../test/support/bundle.ts";
import { type DocumentChanges, validDocument } from "../test/support/configuration.ts";
import { bearer, EVENT_OF } from "../test/support/events.ts";
import { createSigningKey, type Json, jwks } from "../test/support/keys.ts";
import { answering, createIdentity, serveTls } from "../test/support/tls-server.ts";
import { mintToken } from "../test/support/tokens.ts";
import { describeMachine, measureRounds, microseconds, spread } from "./measure.ts";

/**
 * `npm run bench`: what a decision of the committed bundle costs beside the signature check it can't do without, and
 * what fifty rules add to it. All are measured in turn in one process, so that they meet the same machine.
 */
const TOKENS = 2000;
const REPEATED_TOKENS = 100;
const ROUNDS = 18;
const RULES = 50;

type Handler = (event: unknown) => Promise<unknown>;

/** Microseconds for each token, by what was measured. */
type Round = Readonly<Record<keyof typeof TITLES, number>>;

const TITLES = {
  raw: "crypto.verify alone",
  distinct: "handler, distinct tokens",
  distinctWithRules: `handler, distinct tokens, ${RULES} rules`,
  repeat: "handler, repeated tokens",
  repeatWithRules: `handler, repeated tokens, ${RULES} rules`,
};

const key = createSigningKey("RS256");
const identity = await createIdentity();
const server = await serveTls(identity, answering(jwks(key)));
try {
  const issuer = { jwks_url: `${server.url}/jwks`, ca_certificates_pem: identity.caCertificatesPem };
  const plain = await loadBundle({ issuer });
  const ruled = await loadBundle({ issuer, top: { rules: createRules() } });
  const rounds = await measureRounds(ROUNDS, async (round): Promise<Round> => {
    // New ones each round: the last ones are remembered.
    const tokens = Array.from({ length: TOKENS }, (_, number) => mintCurrentToken(round * TOKENS + number));
    const signatures = tokens.map(signedParts);
    const events = tokens.map((token) => EVENT_OF["HTTP 2.0"](bearer(token)));
    const repeated = Array.from({ length: TOKENS }, (_, number) => events[number % REPEATED_TOKENS]);
    return {
      raw: await microseconds(TOKENS, () => {
        for (const { data, signature } of signatures) {
          verify("sha256", data, key.publicKey, signature);
        }
      }),
      distinct: await microseconds(TOKENS, () => decideAll(plain, events)),
      distinctWithRules: await microseconds(TOKENS, () => decideAll(ruled, events)),
      repeat: await microseconds(TOKENS, () => decideAll(plain, repeated)),
      repeatWithRules: await microseconds(TOKENS, () => decideAll(ruled, repeated)),
    };
  });
  report(rounds);
} finally {
  await server.close();
}

async function decideAll(handler: Handler, events: readonly unknown[]): Promise<void> {
  for (const event of events) {
    await handler(event);
  }
}

async function loadBundle(changes: DocumentChanges): Promise<Handler> {
  const load = await prepareBundle();
  return load(JSON.stringify(validDocument(changes))).handler;
}

/** Of single methods, a third each by scope, by role and for any token; the tokens satisfy all of them. */
function createRules(): readonly Json[] {
  return Array.from({ length: RULES }, (_, number) => ({
    methods: [["GET", "POST", "DELETE"][(RULES - 1 - number) % 3]],
    // The last one is for the request that is measured.
    paths: [number === RULES - 1 ? "/orders" : `/resource-${number}/*`],
    ...[
      { scopes: ["orders:read"] },
      { claims: [{ name: "/realm_access/roles", any: ["member"] }] },
      { any_token: true },
    ][number % 3],
  }));
}

function mintCurrentToken(number: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: `user-${number}`,
    scope: "orders:read orders:write",
    client_id: "app",
    realm_access: { roles: ["member"] },
    jti: `${number}`,
  };
  return mintToken(key, { claims: { ...claims, iat: now, exp: now + 3600 } });
}

function signedParts(token: string): { data: Buffer; signature: Buffer } {
  const end = token.lastIndexOf(".");
  return {
    data: Buffer.from(token.slice(0, end)),
    signature: Buffer.from(token.slice(end + 1), "base64url"),
  };
}

function report(rounds: readonly Round[]): void {
  const table = new Table({ head: ["", "µs", "ratio to crypto.verify"], style: { head: [], border: [] } });
  for (const [name, title] of Object.entries(TITLES) as [keyof Round, string][]) {
    table.push([
      title,
      spread(rounds, (round) => round[name]),
      spread(rounds, (round) => round[name] / round.raw),
    ]);
  }
  table.push(
    [
      `what ${RULES} rules add to a token's first decision`,
      spread(rounds, (round) => round.distinctWithRules - round.distinct),
      spread(rounds, (round) => (round.distinctWithRules - round.distinct) / round.raw),
    ],
    [
      `what ${RULES} rules add to a repeat`,
      spread(rounds, (round) => round.repeatWithRules - round.repeat),
      spread(rounds, (round) => (round.repeatWithRules - round.repeat) / round.raw),
    ],
  );
  console.log(`RS256, ${TOKENS} tokens a round, ${rounds.length} rounds, median (least to most)`);
  console.log(describeMachine());
  console.log(table.toString());
  console.log(
    "targets: a distinct token at most 2, a repeat at most 0.5; 50 rules under 50 µs at first, nothing at a repeat",
  );
}
