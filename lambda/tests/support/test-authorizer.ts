import { type AuthorizerDependencies, createAuthorizer } from "../../src/authorizer.ts";
import type { Authorize } from "../../src/extension/contract.ts";
import type { AuthorizerResponse } from "../../src/gateway/response.ts";
import type { FetchJson } from "../../src/keys/fetch-json.ts";
import type { ReadSecret } from "../../src/keys/shared-secret.ts";
import { type Clock, createClock, createStopwatch } from "./clock.ts";
import { configurationWith, type DocumentChanges } from "./configuration.ts";
import { arnOf } from "./events.ts";
import type { Json } from "./keys.ts";
import { isAllowed } from "./policy-matcher.ts";

/** The outcome of one call. */
export interface Outcome {
  /** The status that a client sees if the backend answers 200. */
  readonly status: 200 | 401 | 403 | 500;
  /** The failure code in the log line, if the call was refused. */
  readonly reason: string | undefined;
  /** The failure's detail in the log line. */
  readonly detail: string | undefined;
  readonly response: AuthorizerResponse | undefined;
  readonly error: Error | undefined;
}

/** The authorizer with a clock that only the test advances, and a function instead of the network. */
export interface TestAuthorizer {
  readonly clock: Clock;
  /** All log lines so far. */
  readonly lines: readonly string[];
  /** The URLs of all fetches so far. */
  readonly fetches: readonly string[];
  readonly prefetchKeys: () => void;
  readonly authorize: (event: unknown, context?: unknown) => Promise<AuthorizerResponse>;
  readonly call: (event: unknown, context?: unknown) => Promise<Outcome>;
}

/**
 * @param network returns the JSON object at a URL, or throws
 * @param changes to the valid configuration
 * @param clock a clock that several authorizers share; by default a clock of its own
 * @param secrets the secret store
 * @param extension custom logic
 * @param tables the tables of revocations and of used proofs
 */
export function createTestAuthorizer(
  network: (url: string) => Json | Promise<Json>,
  changes: DocumentChanges = {},
  clock = createClock(),
  secrets: ReadSecret = () => Promise.reject(new Error("no issuer has a secret")),
  extension: Authorize | undefined = undefined,
  tables: Partial<Pick<AuthorizerDependencies, "readRevocations" | "writeProof">> = {},
): TestAuthorizer {
  const lines: string[] = [];
  const fetches: string[] = [];
  const fetchJson: FetchJson = async (url) => {
    fetches.push(url);
    return { document: await network(url) };
  };
  const { authorize, prefetchKeys } = createAuthorizer(configurationWith(changes), {
    now: clock.now,
    stopwatch: createStopwatch(),
    random: () => 0,
    fetchJson,
    readSecret: secrets,
    writeProof: () => Promise.reject(new Error("there is no table")),
    extension,
    ...tables,
    write: (line) => void lines.push(line),
    functionName: "orders",
  });

  function lastLine(): Pick<Outcome, "reason" | "detail"> {
    const { reason, detail }: { reason?: string; detail?: string } = JSON.parse(lines.at(-1) ?? "{}");
    return { reason, detail };
  }

  async function call(event: unknown, context?: unknown): Promise<Outcome> {
    try {
      const response = await authorize(event, context);
      const status = isAllowed(response.policyDocument, arnOf(event)) ? 200 : 403;
      return { status, ...(status === 403 ? lastLine() : NO_REASON), response, error: undefined };
    } catch (error) {
      if (!(error instanceof Error)) {
        throw error;
      }
      return { status: statusOf(error), ...lastLine(), response: undefined, error };
    }
  }

  return { clock, lines, fetches, prefetchKeys, authorize, call };
}

const NO_REASON = { reason: undefined, detail: undefined };

/** API Gateway answers 401 to exactly this message, and 500 to any other error. */
export function statusOf(error: Error): 401 | 500 {
  return error.message === "Unauthorized" ? 401 : 500;
}
