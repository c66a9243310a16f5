import { delimiter } from "node:path";
import { onTestFinished } from "vitest";
import { repositoryPath } from "../../../lambda/build/archives.ts";
import { type Invocation, runBundle } from "../../../lambda/tests/support/bundle.ts";
import { validDocument } from "../../../lambda/tests/support/configuration.ts";
import { arnOf, bearer, restRequestEvent } from "../../../lambda/tests/support/events.ts";
import { createSigningKey, type Json, jwks } from "../../../lambda/tests/support/keys.ts";
import { isAllowed } from "../../../lambda/tests/support/policy-matcher.ts";
import { AUDIENCE, ISSUER, mintToken } from "../../../lambda/tests/support/tokens.ts";

/** An example of custom logic, and where it runs. */
export interface Example {
  /** The package in `examples/custom-logic/layer`. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The directory of packages that the Lambda runtime provides. */
  readonly packages: string;
  readonly perRequest?: boolean;
  readonly timeoutMilliseconds?: number;
  readonly rules?: readonly Json[];
}

/** What a client gets for one request. */
export interface Answer {
  readonly status: 200 | 401 | 403 | 500;
  /** The reason and detail in the log, of a refused request. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

/** The committed function with the example, in a process of its own. */
export interface RunningExample {
  readonly call: (token: string, method?: string, path?: string) => Promise<Answer>;
  /** The same for an event of any shape. The method and path are those of {@link RunningExample.call}. */
  readonly send: (event: Json) => Promise<Answer>;
  /** Stops the process for this time, as Lambda does between invocations. */
  readonly freeze: (milliseconds: number) => Promise<void>;
}

const key = createSigningKey("ES256");

/** A token that is valid now. A change to undefined removes the claim. */
export function tokenWith(claims: Json): string {
  const now = Math.floor(Date.now() / 1000);
  return mintToken(key, { claims: { iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + 600, ...claims } });
}

/**
 * Starts the function as Lambda does: the example is a package in a layer, which the function finds by NODE_PATH.
 *
 * @returns the error of a failed start, or the running function
 */
export async function startExample(
  example: Example,
): Promise<RunningExample & { initError: string | undefined }> {
  const { name, environment, packages, perRequest = false, timeoutMilliseconds = 5000, rules } = example;
  const document = validDocument({
    issuer: { jwks_url: null, jwks: jwks(key) },
    top: {
      extension: {
        module: name,
        per_request: perRequest,
        context_keys: null,
        timeout_milliseconds: timeoutMilliseconds,
      },
      rules: rules ?? null,
    },
  });
  const bundle = await runBundle(JSON.stringify(document), {
    ...environment,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    NODE_PATH: [repositoryPath("examples/custom-logic/layer"), packages].join(delimiter),
  });
  onTestFinished(bundle.stop);
  const send = async (event: Json): Promise<Answer> => answerTo(await bundle.invoke(event), event);
  return {
    initError: bundle.initError,
    send,
    call: (token, method = "GET", path = "/orders") =>
      send(restRequestEvent({ ...bearer(token), method, path })),
    freeze: bundle.freeze,
  };
}

function answerTo({ response, error, lines }: Invocation, event: Json): Answer {
  const { reason, detail }: { reason?: string; detail?: string } = JSON.parse(lines.at(-1) ?? "{}");
  if (response === undefined) {
    return { status: error === "Unauthorized" ? 401 : 500, reason, detail };
  }
  return { status: isAllowed(response.policyDocument, arnOf(event)) ? 200 : 403, reason, detail };
}
