import { isJsonObject, own } from "./json.js";
import type { KeySourceReport, KeysReport } from "./keys/check-keys.js";
import type { RevocationReport } from "./revocation/check.js";
import { VERSION } from "./version.js";

/**
 * The event that asks for a self-check. Every event of API Gateway has other members at the top level, and callers of the
 * API choose the name of none of them, so a request to an API can never be this event.
 */
export interface SelfCheckEvent {
  readonly self_check: SelfCheckRequest;
}

/** What a self-check may ask for. */
export interface SelfCheckRequest {
  /** Whether a key source without usable keys, or a table of `revocation` that can't be read, is an error. Default false. */
  readonly require_keys?: boolean;
}

/** The state of the function. It is not the answer of an authorizer: API Gateway would answer 500 to it. */
export interface SelfCheckAnswer {
  readonly self_check: {
    /** Version of the package. */
    readonly version: string;
    /** SHA-256 of the configuration document, as the output `configuration_sha256` of the Terraform module. */
    readonly configuration_sha256: string;
    readonly node_version: string;
    /** Version of the Lambda function; null outside Lambda. */
    readonly function_version: string | null;
    readonly trusted_issuers: KeysReport;
    /** Missing without `revocation`. */
    readonly revocation?: RevocationReport;
  };
}

/** What is asked for, or undefined if the event is not exactly a {@link SelfCheckEvent}. */
export function selfCheckIn(event: unknown): SelfCheckRequest | undefined {
  // A plain read first, because every request passes here.
  const request = (event as Partial<SelfCheckEvent> | null | undefined)?.self_check;
  return request !== undefined && isSelfCheck(event) ? request : undefined;
}

function isSelfCheck(event: unknown): event is SelfCheckEvent {
  if (!isJsonObject(event) || Object.keys(event).join() !== "self_check") {
    return false;
  }
  const request = own(event, "self_check");
  return (
    isJsonObject(request) &&
    Object.entries(request).every(([name, value]) => name === "require_keys" && typeof value === "boolean")
  );
}

/**
 * Makes the answer.
 *
 * @param configurationSha256 in lower-case hexadecimal
 * @param context the context of the Lambda invocation
 * @throws Error that names the issuers without usable keys and a table that can't be read, if `require_keys` is set
 */
export function answerSelfCheck(
  { require_keys = false }: SelfCheckRequest,
  trusted_issuers: KeysReport,
  revocation: RevocationReport | undefined,
  configurationSha256: string,
  context: unknown,
): SelfCheckAnswer {
  const faults = Object.entries(trusted_issuers).flatMap(([key, sources]) =>
    sources.filter(({ usable_keys }) => usable_keys === 0).map((source) => faultOf(key, source)),
  );
  if (typeof revocation?.read_error === "string") {
    faults.push(`the table of revocation can't be read (${revocation.read_error})`);
  }
  if (require_keys && faults.length > 0) {
    throw selfCheckError(faults.join("; "));
  }
  return {
    self_check: {
      version: VERSION,
      configuration_sha256: configurationSha256,
      node_version: process.version,
      function_version: functionVersionOf(context),
      trusted_issuers,
      ...(revocation === undefined ? {} : { revocation }),
    },
  };
}

function faultOf(key: string, { kind, state, last_fetch_error: reason }: KeySourceReport): string {
  return `trusted_issuers.${key} has no usable keys (${kind}, ${state}${reason === null ? "" : `: ${reason}`})`;
}

/** Without a stack, because the error says what is wrong with the configuration or the provider. */
function selfCheckError(message: string): Error {
  const error = new Error(message);
  error.name = "SelfCheckError";
  error.stack = `${error.name}: ${message}`;
  return error;
}

function functionVersionOf(context: unknown): string | null {
  const version = isJsonObject(context) ? context["functionVersion"] : undefined;
  return typeof version === "string" ? version : null;
}
