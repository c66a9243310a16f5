import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { compactVerify, EmbeddedJWK } from "jose";
import { type ClientKey, createClientKey, mintProof } from "../tests/support/dpop.ts";
import { answering, serveTls } from "../tests/support/tls-server.ts";
import { type Figures, measureInTurn, processorMicroseconds } from "./figures.ts";
import type { ChildContext } from "./in-node.ts";
import { assertAllows, decideAll, loadSubject, settleHeap } from "./load.ts";
import { oursFor } from "./subjects/subjects.ts";
import { assignmentFor, createWorkload, eventOf } from "./workload.ts";

/** How much to measure. */
export interface DpopOptions {
  readonly rounds: number;
  /** In each round. Each proof is used once by each subject. */
  readonly proofs: number;
}

/** What the other rows are compared with. */
const CHECK = "ES256 signature check by node:crypto";

/** More clients than one, because an instance accepts a limited number of proofs of each. */
const CLIENTS = 10;
const BASE_URL = "https://orders.example.com";
const DPOP = { base_urls: [BASE_URL], max_age_seconds: 600 };

interface Sender {
  readonly client: ClientKey;
  readonly publicKey: KeyObject;
  readonly token: string;
  readonly bearerToken: string;
}

/** One request: a token that comes again, with a new proof. */
interface Request {
  readonly sender: Sender;
  readonly proof: string;
}

/** Measures repeated tokens with a new proof each, and the signature check alone. */
export async function measureDpop(
  { rounds, proofs }: DpopOptions,
  { identity }: ChildContext,
): Promise<Figures> {
  const workload = createWorkload("ES256");
  const senders = await Promise.all(Array.from({ length: CLIENTS }, () => createSender(workload.mint)));
  const server = await serveTls(identity, answering(workload.document));
  try {
    const uri = `${server.url}/.well-known/jwks.json`;
    const withDpop = loadSubject(
      oursFor(
        assignmentFor(workload, uri, { top: { dpop: DPOP }, issuer: { dpop_bound_tokens: "optional" } }),
      ),
    );
    const without = loadSubject(oursFor(assignmentFor(workload, uri)));
    const requestsOf = newRequestsByRound(senders, proofs);
    const bearerEvents = (round: number) =>
      requestsOf(round).map(({ sender }) => eventOf(sender.bearerToken));
    const [first] = requestsOf(-1);
    if (first === undefined) {
      throw new Error("there are no requests");
    }
    await assertAllows("a token with a proof", withDpop, dpopEventOf(first));

    const timed = (prepare: (round: number) => () => Promise<void>) => async (round: number) => {
      const work = prepare(round);
      settleHeap();
      return processorMicroseconds(proofs, work);
    };
    const rows = await measureInTurn(
      {
        [CHECK]: timed((round) => {
          const signed = requestsOf(round).map(signedPartsOf);
          return async () => signed.forEach(checkSignature);
        }),
        "the same by jose, with a key that it keeps": timed((round) => async () => {
          for (const { sender, proof } of requestsOf(round)) {
            await compactVerify(proof, sender.client.jwk);
          }
        }),
        "the same by jose, with EmbeddedJWK": timed((round) => async () => {
          for (const { proof } of requestsOf(round)) {
            await compactVerify(proof, EmbeddedJWK);
          }
        }),
        "new bearer token, without dpop": timed((round) => {
          const events = requestsOf(round).map(() => eventOf(workload.mint()));
          return () => decideAll(without, events);
        }),
        "repeated bearer token, without dpop": timed((round) => {
          const events = bearerEvents(round);
          return () => decideAll(without, events);
        }),
        "repeated bearer token, with dpop": timed((round) => {
          const events = bearerEvents(round);
          return () => decideAll(withDpop, events);
        }),
        "repeated token with a new proof": timed((round) => {
          const events = requestsOf(round).map(dpopEventOf);
          return () => decideAll(withDpop, events);
        }),
      },
      rounds,
      Math.ceil(rounds / 2),
    );
    return { base: CHECK, unit: "µs", rows };
  } finally {
    await server.close();
  }
}

async function createSender(mint: (claims: Readonly<Record<string, unknown>>) => string): Promise<Sender> {
  const client = await createClientKey("ES256");
  const publicKey = createPublicKey(client.key.privateKey);
  return { client, publicKey, token: mint({ cnf: { jkt: client.jkt } }), bearerToken: mint({}) };
}

/** New proofs for each round: every subject of a round gets the same ones. */
function newRequestsByRound(
  senders: readonly Sender[],
  count: number,
): (round: number) => readonly Request[] {
  let batch: { readonly round: number; readonly requests: readonly Request[] } | undefined;
  return (round) => {
    if (batch?.round !== round) {
      const requests = Array.from({ length: count }, (_, number) =>
        senders.slice(number % senders.length, (number % senders.length) + 1).map(requestOf),
      );
      batch = { round, requests: requests.flat() };
    }
    return batch.requests;
  };
}

function requestOf(sender: Sender): Request {
  const claims = { htu: `${BASE_URL}/orders`, iat: Math.floor(Date.now() / 1000) };
  return { sender, proof: mintProof(sender.client, sender.token, { claims }) };
}

function dpopEventOf({ sender, proof }: Request): unknown {
  const event = eventOf(sender.token) as { readonly headers: object };
  const authorization = `DPoP ${sender.token}`;
  return {
    ...event,
    headers: { ...event.headers, authorization, dpop: proof },
    identitySource: [authorization],
  };
}

function signedPartsOf({ sender, proof }: Request) {
  const end = proof.lastIndexOf(".");
  const key = { key: sender.publicKey, dsaEncoding: "ieee-p1363" } as const;
  return {
    key,
    data: Buffer.from(proof.slice(0, end)),
    signature: Buffer.from(proof.slice(end + 1), "base64url"),
  };
}

function checkSignature({ key, data, signature }: ReturnType<typeof signedPartsOf>): void {
  if (!verify("sha256", data, key, signature)) {
    throw new Error("the signature of a proof is not valid");
  }
}
