import type { Json } from "../tests/support/keys.ts";
import { answering, serveTls } from "../tests/support/tls-server.ts";
import type { ChildContext } from "./in-node.ts";
import { type Handler, loadSubject } from "./load.ts";
import { bundlesFor, peersFor } from "./subjects/subjects.ts";
import { ALGORITHMS, assignmentFor, type BenchAlgorithm, createWorkload, eventOf } from "./workload.ts";

/** A decision of a subject, and what it should be. */
export interface CheckedDecision {
  readonly subject: string;
  readonly algorithm: BenchAlgorithm;
  readonly token: string;
  readonly isRight: boolean;
}

/** Claims that every subject must refuse. */
const INVALID_CLAIMS: Readonly<Record<string, Json>> = {
  "an expired token": { exp: 1 },
  "a token of another issuer": { iss: "https://other.example.com/" },
  "a token for another audience": { aud: "https://other.example.com" },
};

/** Checks that every subject allows valid tokens, new and repeated, and refuses invalid ones. */
export async function checkDecisions(_options: object, context: ChildContext): Promise<CheckedDecision[]> {
  const decisions: CheckedDecision[] = [];
  for (const algorithm of ALGORITHMS) {
    decisions.push(...(await checkAlgorithm(algorithm, context)));
  }
  return decisions;
}

async function checkAlgorithm(
  algorithm: BenchAlgorithm,
  { identity }: ChildContext,
): Promise<CheckedDecision[]> {
  const workload = createWorkload(algorithm);
  const server = await serveTls(identity, answering(workload.document));
  const valid = workload.mint();
  const tokens: readonly (readonly [name: string, token: string, isValid: boolean])[] = [
    ["a valid token", valid, true],
    ["a repeated token", valid, true],
    ["a token that is repeated again", valid, true],
    ...Object.entries(INVALID_CLAIMS).map(([name, claims]) => [name, workload.mint(claims), false] as const),
    ["a token with the signature of another one", withSignatureOf(workload.mint(), valid), false],
    ["a token signed with another key", createWorkload(algorithm).mint(), false],
  ];
  const decisions: CheckedDecision[] = [];
  try {
    const assignment = assignmentFor(workload, `${server.url}/.well-known/jwks.json`);
    for (const subject of [...bundlesFor(assignment), ...peersFor(assignment)]) {
      const handler = loadSubject(subject);
      for (const [token, text, isValid] of tokens) {
        const isRight = (await decide(handler, text)) === (isValid ? "allow" : "Unauthorized");
        decisions.push({ subject: subject.title, algorithm, token, isRight });
      }
    }
  } finally {
    await server.close();
  }
  return decisions;
}

/** What a handler makes of a token: allow, or the message of its error. */
async function decide(handler: Handler, token: string): Promise<string> {
  try {
    const response = JSON.stringify(await handler(eventOf(token)));
    return response.includes('"Effect":"Allow"') ? "allow" : "deny";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function withSignatureOf(token: string, other: string): string {
  const [header, payload] = token.split(".");
  return `${header}.${payload}.${other.split(".")[2]}`;
}
