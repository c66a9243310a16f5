import { createHash, X509Certificate } from "node:crypto";
import { answering, serveTls } from "../tests/support/tls-server.ts";
import { type Figures, measureInTurn } from "./figures.ts";
import type { ChildContext } from "./in-node.ts";
import { assertAllows, decideAll, type Handler, loadSubject, timeDecisions } from "./load.ts";
import { oursFor } from "./subjects/subjects.ts";
import { assignmentFor, type BenchAlgorithm, createWorkload, eventOf } from "./workload.ts";

/** How much to measure. */
export interface BoundOptions {
  readonly algorithm: BenchAlgorithm;
  readonly rounds: number;
  /** Tokens in each round. */
  readonly tokens: number;
}

/** Decisions on new tokens, and on tokens that were verified before. */
export interface BoundFigures {
  readonly distinct: Figures;
  readonly repeated: Figures;
}

/** What the other rows are compared with. */
const OFF = "bearer token, certificate_bound_tokens not set";

const REPEATED_TOKENS = 100;

/** Makes the event of one of the callers. */
type MintEvent = () => unknown;

/** Measures what it costs to check that a client has the certificate that its token is bound to. */
export async function measureBound(
  { algorithm, rounds, tokens }: BoundOptions,
  { identity }: ChildContext,
): Promise<BoundFigures> {
  const workload = createWorkload(algorithm);
  const server = await serveTls(identity, answering(workload.document));
  try {
    const uri = `${server.url}/.well-known/jwks.json`;
    const subject = (title: string, setting: string | null): Handler =>
      loadSubject(
        oursFor(assignmentFor(workload, uri, { issuer: { certificate_bound_tokens: setting } }), title),
      );
    // The certificate of a server serves as a client's: nobody checks here who issued it.
    const certificate = new X509Certificate(identity.certificatePem).toString();
    const confirmation = { "x5t#S256": thumbprintOf(certificate) };
    // Tokens of the same length, and the same events, so that only the check differs.
    const mintBearer: MintEvent = () =>
      withCertificate(eventOf(workload.mint({ cxf: confirmation })), certificate);
    const mintBound: MintEvent = () =>
      withCertificate(eventOf(workload.mint({ cnf: confirmation })), certificate);
    const rows: Readonly<Record<string, readonly [Handler, MintEvent]>> = {
      [OFF]: [subject("off", null), mintBearer],
      "bearer token, optional": [subject("optional", "optional"), mintBearer],
      "token bound to a certificate": [subject("required", "required"), mintBound],
    };
    for (const [title, [handler, mint]] of Object.entries(rows)) {
      await assertAllows(title, handler, mint());
    }

    const measure = async (
      eventsFor: (mint: MintEvent, handler: Handler) => Promise<() => readonly unknown[]>,
    ): Promise<Figures> => {
      const timed: [string, () => Promise<number>][] = [];
      for (const [title, [handler, mint]] of Object.entries(rows)) {
        const events = await eventsFor(mint, handler);
        timed.push([title, () => timeDecisions(handler, events())]);
      }
      const measured = await measureInTurn(Object.fromEntries(timed), rounds, Math.ceil(rounds / 2));
      return { base: OFF, unit: "µs", rows: measured };
    };
    const distinct = await measure(async (mint) => () => Array.from({ length: tokens }, mint));
    const repeated = await measure(async (mint, handler) => {
      const known = Array.from({ length: REPEATED_TOKENS }, mint);
      // This authorizer keeps a token that is repeated, from the second time on.
      await decideAll(handler, [...known, ...known, ...known]);
      // Strings of their own, because each invocation parses its event. So few events fit into the processor's cache:
      // on Lambda, an event has just been parsed.
      const again = structuredClone(known);
      return () => Array.from({ length: 5 * tokens }, (_, number) => again[number % REPEATED_TOKENS]);
    });
    return { distinct, repeated };
  } finally {
    await server.close();
  }
}

/** The event of a request over a connection with this certificate, as an HTTP API shows it. */
function withCertificate(event: unknown, clientCertPem: string): unknown {
  const { requestContext, ...others } = event as { readonly requestContext: object };
  const authentication = { clientCert: { clientCertPem, subjectDN: "CN=device" } };
  return { ...others, requestContext: { ...requestContext, authentication } };
}

function thumbprintOf(certificate: string): string {
  return createHash("sha256").update(new X509Certificate(certificate).raw).digest("base64url");
}
