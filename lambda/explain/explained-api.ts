import { type ApiSettings, createApiSettings } from "../src/config/apis.js";
import type { Configuration } from "../src/config/configuration.js";
import { InputError } from "./input-error.js";

/** The API for which an explanation holds. */
export interface ExplainedApi {
  /** Undefined for an API that the configuration does not list. */
  readonly settings: ApiSettings | undefined;
  /** The stage whose policy is shown. */
  readonly stageArn: string;
}

/** The default stage. Its length counts in the policy's size. */
const DEFAULT_STAGE_ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod";

/**
 * Finds the API that the command line names, by its key in the configuration or by a stage of it.
 *
 * @throws InputError if the configuration has no such key, or if the two name different APIs
 */
export function findExplainedApi(
  { apis }: Pick<Configuration, "apis">,
  key?: string,
  stageArn?: string,
): ExplainedApi {
  const ofStage = stageArn === undefined ? undefined : createApiSettings(apis)(stageArn);
  if (key === undefined) {
    return { settings: ofStage, stageArn: stageArn ?? DEFAULT_STAGE_ARN };
  }
  const settings = apis.find((api) => api.key === key);
  if (settings === undefined) {
    throw new InputError(
      apis.length === 0
        ? "the configuration has no apis, so that all APIs are alike: leave --api out"
        : `--api is not a key of apis: write one of ${keysOf(apis)}, or leave it out for an API that is not listed`,
    );
  }
  if (stageArn !== undefined && ofStage !== settings) {
    throw new InputError("--api and --stage-arn name different APIs: leave one of them out");
  }
  return { settings, stageArn: stageArn ?? DEFAULT_STAGE_ARN.replace("abcdefghij", settings.id) };
}

/** Says for which API an answer holds; nothing if all APIs are alike. */
export function apiNotes(
  { apis }: Pick<Configuration, "apis">,
  api: ApiSettings | undefined,
): readonly string[] {
  if (apis.length === 0) {
    return [];
  }
  return api === undefined
    ? [`the answers hold for an API that apis does not list: choose one with --api (${keysOf(apis)})`]
    : [`the answers hold for apis.${api.key}, and may differ for other APIs`];
}

function keysOf(apis: readonly ApiSettings[]): string {
  return apis.map(({ key }) => key).join(", ");
}
