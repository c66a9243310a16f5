import type { ApiAnswer } from "../e2e/lab/gateway-client.ts";
import type { AttachmentKind } from "../e2e/support/attachments.ts";

/** What the observing authorizer is to do: see probes/functions/observer.mjs. */
export interface Order {
  readonly throws?: string;
  readonly paths?: readonly string[];
  readonly bytes?: number;
  readonly key?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A request to one of the two APIs of the stack of probes. */
export interface ProbeRequest {
  readonly api: "http" | "rest";
  readonly path: string;
  /** Default GET. */
  readonly method?: string;
  /** The order in the token; null: no token. Default: allow everything. */
  readonly order?: Order | null;
  /** How often the Authorization header is sent. Default 1. */
  readonly repeats?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What probes can do. */
export interface ProbeTools {
  /** Calls an API of the stack of probes. */
  readonly call: (request: ProbeRequest) => Promise<ApiAnswer>;
  /** Calls an API of examples/complete with a token of the remote issuer, signed with a key that it has not. */
  readonly callWithUnknownRemoteKey: ((kind: AttachmentKind) => Promise<number>) | undefined;
  /** The API key of the usage plan. */
  readonly apiKey: string;
}

/** One observation. */
export interface Probe {
  /** Part of the results file: don't change it. */
  readonly id: string;
  readonly title: string;
  /** What the module assumes that AWS does. */
  readonly expected: string;
  /** What the emulator does instead of `expected`, and why, as a sentence. */
  readonly emulator?: { readonly observed: string; readonly reason: string };
  /** @returns what the API did; undefined if the probe can't run on this target */
  readonly observe: (tools: ProbeTools) => Promise<string | undefined>;
}

/** An open fact about API Gateway, with its probes. */
export interface Fact {
  readonly title: string;
  /** What public material says. */
  readonly known?: string;
  /** What holds, for the module and its users, if AWS does not do what is expected. */
  readonly otherwise: string;
  readonly probes: readonly Probe[];
}

/** The ARN that the authorizer received. @returns undefined if the request did not reach the backend */
export function arnIn({ headers }: ApiAnswer): string | undefined {
  const arn = headers["x-arn"];
  return arn === undefined || arn === "" ? undefined : decodeURIComponent(arn);
}

/** The method and the path in the ARN that the authorizer received, or the status of a request that was refused. */
export function targetIn(answer: ApiAnswer): string {
  const arn = arnIn(answer);
  return arn === undefined ? statusOf(answer) : arn.split("/").slice(2).join("/");
}

/** A status, as probes write it. */
export function statusOf({ status }: ApiAnswer): string {
  return String(status);
}

/** The context that the backend received. */
export function contextIn({ body }: ApiAnswer): Readonly<Record<string, unknown>> | undefined {
  const context = typeof body === "object" && body !== null && "context" in body ? body.context : undefined;
  return typeof context === "object" && context !== null ? { ...context } : undefined;
}
