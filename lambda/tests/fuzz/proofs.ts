import { calculateJwkThumbprint, compactVerify, EmbeddedJWK, type JWK } from "jose";
import { validDocument } from "../support/configuration.ts";
import { type ClientKey, createClientKey, dpopTop, mintProof, ORDERS_URL, sha256 } from "../support/dpop.ts";
import { EVENT_OF } from "../support/events.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import { mintToken, NOW_SECONDS, signRaw } from "../support/tokens.ts";
import { mutateText, mutateValue, type Random, repeatedly } from "./mutator.ts";
import { allows, decided, type Fuzzed, finding, type Subject } from "./subjects.ts";

const issuerKey = createSigningKey("ES256");
const clients = await Promise.all((["ES256", "Ed25519", "RS256"] as const).map(createClientKey));
const tokenOf = new Map(
  clients.map((client) => [client, mintToken(issuerKey, { claims: { cnf: { jkt: client.jkt } } })]),
);
const document = validDocument({ issuer: { dpop_bound_tokens: "optional" }, top: dpopTop() });

/** Loaded once for each target: the memory of used proofs is part of what is tested. */
const authorizers = new WeakMap<Fuzzed, ReturnType<Fuzzed["load"]>>();

/** Proofs with broken text, or with broken JSON and a valid signature, for a valid token. */
export const proofs: Subject = {
  name: "proofs",
  run: async (fuzzed, random) => {
    const authorize = authorizers.get(fuzzed) ?? fuzzed.load(JSON.stringify(document), jwks(issuerKey));
    authorizers.set(fuzzed, authorize);
    const client = random.pick(clients);
    const token = tokenOf.get(client) ?? "";
    const proof = brokenProof(client, token, random);
    const shape = random.pick(["REST REQUEST", "HTTP 1.0", "HTTP 2.0"] as const);
    const event = EVENT_OF[shape]({ headers: { Authorization: `DPoP ${token}`, DPoP: proof } });
    const isAllowed = allows(await decided(authorize, event));
    if (isAllowed && !(await isProofOf(proof, token, client.jkt))) {
      throw finding("the authorizer accepts a proof that is not one of this request", { proof, token });
    }
    if (isAllowed && allows(await decided(authorize, event))) {
      throw finding("the authorizer accepts a proof twice", { proof, token });
    }
    return isAllowed;
  },
};

function brokenProof(client: ClientKey, token: string, random: Random): string {
  const proof = mintProof(client, token);
  const [header = "", payload = "", signature = ""] = proof.split(".");
  const text = (part: string): string => Buffer.from(part, "base64url").toString();
  const json = (value: unknown): string => JSON.stringify(value) ?? "";
  const changedValue = (part: string): string =>
    json(repeatedly<unknown>(JSON.parse(text(part)), random, (value) => mutateValue(value, random)));
  const changedText = (part: string): string =>
    repeatedly(text(part), random, (value) => mutateText(value, random));
  return random.pick<() => string>([
    () => proof,
    () => repeatedly(proof, random, (value) => mutateText(value, random)),
    () => signRaw(client.key, text(header), changedValue(payload)),
    () => signRaw(client.key, changedValue(header), text(payload)),
    () => signRaw(client.key, text(header), changedText(payload)),
    () => signRaw(client.key, changedText(header), text(payload)),
    () => signRaw(random.pick(clients).key, text(header), text(payload)),
    () => `${mintProof(random.pick(clients), token).split(".")[0]}.${payload}.${signature}`,
  ])();
}

/** Whether a proof fulfills section 4.3 of RFC 9449, by code of its own: jose, and the URL class. */
async function isProofOf(proof: string, token: string, jkt: string): Promise<boolean> {
  const { protectedHeader, payload } = await compactVerify(proof, EmbeddedJWK);
  const { typ = "", jwk } = protectedHeader as { typ?: string; jwk: JWK };
  const claims: Json = JSON.parse(Buffer.from(payload).toString());
  const { jti, htm, htu, iat, ath } = claims;
  const url = new URL(String(htu));
  return (
    /^(application\/)?dpop\+jwt$/i.test(typ) &&
    jwk.d === undefined &&
    (await calculateJwkThumbprint(jwk)) === jkt &&
    typeof jti === "string" &&
    jti !== "" &&
    htm === "GET" &&
    url.origin + decodeURIComponent(url.pathname) === ORDERS_URL &&
    typeof iat === "number" &&
    iat >= NOW_SECONDS - 60 &&
    iat <= NOW_SECONDS + 30 &&
    ath === sha256(token)
  );
}
