import { callApi } from "../../e2e/lab/gateway-client.ts";
import { type Lab, startLab } from "../../e2e/lab/lab.ts";
import { audiences } from "../../e2e/support/complete-example.ts";
import {
  type AppliedExample,
  applyPermissionExample,
  permissionExamples,
} from "../../e2e/support/permission-examples.ts";
import { createRandom, type Random } from "../support/random.ts";
import { type Answer, createMeasures, type LoadToken, type Measures } from "./measures.ts";
import { ALGORITHMS, type Kind, pickKind } from "./tokens.ts";

/** What a run through the gateway has brought. */
export interface GatewayResult {
  readonly measures: Measures;
  readonly seconds: number;
}

/** Clients that send at the same time, each one request after the other. */
export const CLIENTS = 4;
const REPEATED_TOKENS = 50;

/**
 * Applies examples/rules on the emulator, and sends requests through its gateway.
 *
 * @param onProgress receives the number of answered requests
 */
export async function loadGateway(
  requests: number,
  seed: number,
  onProgress: (done: number) => void,
): Promise<GatewayResult> {
  const example = permissionExamples.find(({ directory }) => directory === "rules");
  if (example === undefined) {
    throw new Error("there is no example with rules");
  }
  const lab = await startLab({ audiences });
  try {
    const applied = await applyPermissionExample(lab, example);
    const random = createRandom(seed);
    const next = createTokens(lab, random);
    const measures = createMeasures();
    let [sent, answered] = [0, 0];
    const began = performance.now();
    const client = async (): Promise<void> => {
      while (sent++ < requests) {
        const token = await next();
        const api = apiFor(token, random);
        const beganAt = performance.now();
        const answer = await call(lab, applied, api, token.token);
        measures.record(
          { ...token, kind: `${token.kind}, ${api.toUpperCase()}` },
          answer,
          performance.now() - beganAt,
        );
        onProgress(++answered);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return { measures, seconds: (performance.now() - began) / 1000 };
  } finally {
    await lab.stop();
  }
}

/** On HTTP APIs, the emulator answers 500 to every refusal, which would say nothing. */
function apiFor({ expected }: LoadToken, random: Random): "rest" | "http" {
  return expected.status === 401 || random() < 0.5 ? "rest" : "http";
}

function createTokens({ identityProvider }: Lab, random: Random): () => Promise<LoadToken> {
  const repeated = new Map<string, LoadToken>();
  let number = 0;

  async function mint(kind: Kind, algorithm: (typeof ALGORITHMS)[number]): Promise<LoadToken> {
    const name = kind === "garbage" ? kind : `${kind}, ${algorithm}`;
    const subject = `user-${++number}`;
    const now = Math.floor(Date.now() / 1000);
    const changes = { algorithm, claims: { sub: subject, scope: "orders:read" } };
    const refused = (token: string): LoadToken => ({ kind: name, token, expected: { status: 401 } });
    switch (kind) {
      case "valid, new":
      case "valid, repeated": {
        const token = await identityProvider.signToken(changes);
        return { kind: name, token, expected: { status: 200, subject } };
      }
      case "forbidden by rules": {
        const claims = { ...changes.claims, scope: "orders:write" };
        const token = await identityProvider.signToken({ ...changes, claims });
        return { kind: name, token, expected: { status: 403 } };
      }
      case "expired": {
        const claims = { ...changes.claims, iat: now - 7200, exp: now - 3600 };
        return refused(await identityProvider.signToken({ ...changes, claims }));
      }
      case "garbage":
        return refused(`garbage-${number}.${random()}`);
      case "wrong signature":
        return refused(await identityProvider.signWithForeignKey(changes));
      case "unknown key":
        return refused(await identityProvider.signWithUnknownKey(changes));
    }
  }

  return async () => {
    const kind = pickKind(random);
    const algorithm = ALGORITHMS[Math.floor(random() * ALGORITHMS.length)] ?? "RS256";
    if (kind !== "valid, repeated") {
      return mint(kind, algorithm);
    }
    const name = `${algorithm} ${Math.floor(random() * REPEATED_TOKENS)}`;
    const token = repeated.get(name) ?? (await mint(kind, algorithm));
    repeated.set(name, token);
    return token;
  };
}

async function call(
  { emulator }: Lab,
  { apis }: AppliedExample,
  api: "rest" | "http",
  token: string,
): Promise<Answer> {
  const { id: apiId = "", stage = "" } = apis[api] ?? {};
  const headers = { authorization: `Bearer ${token}` };
  const { status, body } = await callApi({ emulator, apiId, stage, path: "/orders", headers });
  const isReached = typeof body === "object" && body !== null && "sub" in body;
  return { status, subject: isReached ? String(body.sub) : undefined };
}
