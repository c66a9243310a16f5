import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mintProof } from "./support/dpop.ts";
import { authorizerWith, client, eventOf, other, tokenWith } from "./support/dpop-authorizer.ts";
import type { Json } from "./support/keys.ts";

/** What API Gateway says about a client's certificate. */
interface Certificate {
  readonly pem: string;
  readonly thumbprint: string;
}

function createCertificate(): Certificate {
  const der = randomBytes(300);
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
  return { pem, thumbprint: createHash("sha256").update(der).digest("base64url") };
}

const CERTIFICATES = [createCertificate(), createCertificate()];
const CLIENTS = [client, other];
const APIS = [
  { key: "orders", id: "abcdef1234", url: "https://orders.example.com" },
  { key: "billing", id: "xyz987", url: "https://billing.example.com/v1" },
];

/** A token, and what it is bound to. */
interface Token {
  readonly text: string;
  readonly certificate?: number;
  readonly client?: number;
}

const TOKENS: readonly Token[] = [
  { text: tokenWith({}) },
  ...CERTIFICATES.map(({ thumbprint }, certificate) => ({
    text: tokenWith({ cnf: { "x5t#S256": thumbprint } }),
    certificate,
  })),
  ...CLIENTS.map(({ jkt }, number) => ({
    text: tokenWith({ cnf: { jkt } }),
    client: number,
  })),
];

const requests = fc.array(
  fc.record({
    token: fc.nat(TOKENS.length - 1),
    scheme: fc.constantFrom("Bearer", "DPoP"),
    certificate: fc.option(fc.nat(CERTIFICATES.length - 1)),
    /** Who made the proof, for which API and which token, and whether it was sent before. */
    proof: fc.option(
      fc.record({
        client: fc.nat(CLIENTS.length - 1),
        api: fc.nat(APIS.length - 1),
        /** Mostly the token of the request. */
        token: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.nat(TOKENS.length - 1)),
        isOld: fc.boolean(),
      }),
    ),
    api: fc.nat(APIS.length - 1),
  }),
  { minLength: 1, maxLength: 40 },
);

const top: Json = {
  apis: Object.fromEntries(APIS.map(({ key, id, url }) => [key, { id, base_urls: [url] }])),
};
const issuer: Json = { certificate_bound_tokens: "optional" };

test("whatever came before, a bound token is accepted only with its certificate, or with a new proof of its key for this API", async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (sequence) => {
      const authorizer = authorizerWith("optional", { top, issuer });
      const sent = new Map<string, string>();
      const accepted = new Set<string>();
      for (const { token, scheme, certificate, proof: given, api } of sequence) {
        const proof = given && { ...given, token: given.token ?? token };
        const { text, ...bound } = TOKENS[token] as Token;
        const textOfProof = proofText(proof, sent);
        const isProven =
          proof !== null &&
          textOfProof !== undefined &&
          proof.client === bound.client &&
          proof.api === api &&
          proof.token === token &&
          !accepted.has(textOfProof);
        const isAccepted =
          bound.client !== undefined
            ? scheme === "DPoP" && isProven
            : scheme === "Bearer" && (bound.certificate === undefined || bound.certificate === certificate);

        const stageArn = `arn:aws:execute-api:eu-central-1:123456789012:${APIS[api]?.id}/prod`;
        const event = eventOf("REST REQUEST", { scheme, token: text, proof: textOfProof, stageArn });
        const identity = {
          clientCert: certificate === null ? null : { clientCertPem: CERTIFICATES[certificate]?.pem },
        };
        const requestContext = { ...(event["requestContext"] as Json), identity };
        const { status } = await authorizer.call({ ...event, requestContext });
        expect(status).toBe(isAccepted ? 200 : 401);
        if (isAccepted && bound.client !== undefined && textOfProof !== undefined) {
          accepted.add(textOfProof);
        }
      }
    }),
    { numRuns: 60 },
  );
});

/** A new proof, or the last one that was made in the same way. */
function proofText(
  proof: {
    readonly client: number;
    readonly api: number;
    readonly token: number;
    readonly isOld: boolean;
  } | null,
  sent: Map<string, string>,
): string | undefined {
  if (proof === null) {
    return undefined;
  }
  const name = JSON.stringify([proof.client, proof.api, proof.token]);
  const old = proof.isOld ? sent.get(name) : undefined;
  const maker = CLIENTS[proof.client] ?? client;
  const claims = { htu: `${APIS[proof.api]?.url}/orders` };
  const made = old ?? mintProof(maker, TOKENS[proof.token]?.text ?? "", { claims });
  sent.set(name, made);
  return made;
}
